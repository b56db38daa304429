import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PATIENCE_MS = 100_000;

/** Disables the template rules of CDK, which take four times as long as the synthesis. */
export const WITHOUT_CDK_RULES = { CDK_VALIDATION: 'false' };

/** Runs a command and returns its standard output. The error of a failed command contains its output. */
export async function run(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<string> {
  const env = { ...process.env, ...options.env };
  try {
    const { stdout } = await promisify(execFile)(file, args, { cwd: options.cwd, env, timeout: PATIENCE_MS });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause ? `\n${cause.stdout}` : '';
    throw new Error(`${[file, ...args].join(' ')} failed: ${cause}${said}`, { cause });
  }
}
