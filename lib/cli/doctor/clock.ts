import type { Finding } from './check.ts';

/** AWS rejects signatures whose time differs by more than this. */
const BROKEN_AFTER_S = 300;
const NOTICED_AFTER_S = 30;

const ADVICE = 'Correct the clock of this machine: request signatures contain the time.';

/** Compares the local clock with the `Date` header of an API response that was received at `nowMs`. */
export function checkClock(nowMs: number, date: string | undefined): Finding {
  const apiMs = Date.parse(date ?? '');
  if (Number.isNaN(apiMs)) return { status: 'skip', found: 'the API response has no Date header' };
  const seconds = Math.round(Math.abs(nowMs - apiMs) / 1000);
  const found = `${seconds} s ${nowMs >= apiMs ? 'ahead of' : 'behind'} the API`;
  if (seconds > BROKEN_AFTER_S) {
    return {
      status: 'fail',
      found: `${found}; AWS rejects signatures that differ by more than ${BROKEN_AFTER_S} s`,
      advice: ADVICE,
    };
  }
  return seconds > NOTICED_AFTER_S ? { status: 'warn', found, advice: ADVICE } : { status: 'ok', found };
}
