import { failureOf } from '../error-messages.ts';
import { helpAdvice } from '../usage-error.ts';
import { type Guarantee, NotApplicableError, NotSeenError } from './guarantee.ts';

/** Whether a guarantee was seen. */
export type CheckResult = 'seen' | 'not-seen' | 'skipped';

/** The result of a check, with what was found and the next step unless the guarantee was seen. */
export interface CheckedGuarantee extends Pick<Guarantee, 'name' | 'states'> {
  readonly result: CheckResult;
  readonly milliseconds: number;
  readonly found?: string;
  readonly advice?: string;
}

/** Runs one check. A failed request means that the guarantee was not seen. Throws only the reason of the interruption. */
export async function runCheck(
  { name, states, advice }: Pick<Guarantee, 'name' | 'states' | 'advice'>,
  check: () => Promise<void>,
  { clock, interruption }: { readonly clock: () => number; readonly interruption: AbortSignal },
): Promise<CheckedGuarantee> {
  const startedAtMs = clock();
  const checked = (result: CheckResult) => ({ name, states, result, milliseconds: clock() - startedAtMs });
  try {
    await check();
    return checked('seen');
  } catch (error) {
    interruption.throwIfAborted();
    if (error instanceof NotApplicableError) return { ...checked('skipped'), found: error.message };
    if (error instanceof NotSeenError) return { ...checked('not-seen'), found: error.message, advice };
    const failure = failureOf(error, helpAdvice('smoke'));
    return { ...checked('not-seen'), found: failure.message, advice: `${failure.advice} ${advice}` };
  }
}
