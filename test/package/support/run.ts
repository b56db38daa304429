import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PATIENCE_MS = 100_000;

/** Leaves out CDK's own rules for templates, which take four times as long as the synth itself. */
export const WITHOUT_CDK_RULES = { CDK_VALIDATION: 'false' };

/** Runs a command to its end and returns what it printed. What it said is in the error if it fails. */
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
