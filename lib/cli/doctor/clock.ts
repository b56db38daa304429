import { clockSkewOf, SIGNATURE_TOLERANCE_MS, skewText } from '../../api-client/clock-skew.ts';
import type { Finding } from './check.ts';

const NOTICED_AFTER_S = 30;

const ADVICE = 'Correct the clock of this machine: request signatures contain the time.';

/** Compares the local clock with the `Date` header of an API response that was received at `nowMs`. */
export function checkClock(nowMs: number, date: string | undefined): Finding {
  const skewMs = clockSkewOf(nowMs, date);
  if (skewMs === undefined) return { status: 'skip', found: 'the API response has no Date header' };
  const found = skewText(skewMs);
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const limit = SIGNATURE_TOLERANCE_MS / 1000;
  if (seconds > limit) {
    return {
      status: 'fail',
      found: `${found}; AWS rejects signatures that differ by more than ${limit} s`,
      advice: ADVICE,
    };
  }
  return seconds > NOTICED_AFTER_S ? { status: 'warn', found, advice: ADVICE } : { status: 'ok', found };
}
