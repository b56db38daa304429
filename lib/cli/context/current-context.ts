import { shellCommand } from '../shell-word.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { type Context, readContexts } from './context-file.ts';

/**
 * The context to use: the one of `--context`, else of `POSTERN_CONTEXT`, else the current one; empty if there is none.
 * @throws UsageError if it is not defined
 */
export async function currentContext(
  option: string | undefined,
  environment: Surroundings['environment'],
): Promise<Context> {
  const { current, contexts } = await readContexts(environment);
  const name = option ?? (environment.POSTERN_CONTEXT || current);
  if (name === null || name === undefined) return {};
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context) return context;
  throw new UsageError(
    `Context '${name}' not found. Defined contexts: ${Object.keys(contexts).join(', ') || '(none)'}`,
    `Define it: ${shellCommand('postern', 'context', 'set', name)} --stage <stage> --region <region>`,
  );
}
