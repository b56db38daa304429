import type { CliContext } from '../cli-context.ts';
import { type Context, namedContext, readContexts } from './context-file.ts';

/**
 * The context to use: the one of `--context`, else of `POSTERN_CONTEXT`, else the current one; empty if there is none.
 * @throws UsageError if it is not defined
 */
export async function currentContext(
  option: string | undefined,
  environment: CliContext['environment'],
): Promise<Context> {
  const file = await readContexts(environment);
  const name = option ?? (environment.POSTERN_CONTEXT || file.current);
  if (name === null || name === undefined) return {};
  return namedContext(file, name);
}
