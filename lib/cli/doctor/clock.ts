import type { Finding } from './check.ts';

/** AWS refuses signatures that are older or younger than this. */
const BROKEN_AFTER_S = 300;
const NOTICED_AFTER_S = 30;

const ADVICE = 'set the clock of this machine: requests are signed with the time';

/** How far this machine's clock is from the API's; `nowMs` is when its answer with the `Date` header came. */
export function checkClock(nowMs: number, date: string | undefined): Finding {
  const apiMs = Date.parse(date ?? '');
  if (Number.isNaN(apiMs)) return { status: 'skip', found: 'the API does not tell its time' };
  const seconds = Math.round(Math.abs(nowMs - apiMs) / 1000);
  const found = `${seconds} s ${nowMs >= apiMs ? 'ahead of' : 'behind'} the API's`;
  if (seconds > BROKEN_AFTER_S) {
    return {
      status: 'fail',
      found: `${found}; AWS refuses signatures from ${BROKEN_AFTER_S} s on`,
      advice: ADVICE,
    };
  }
  return seconds > NOTICED_AFTER_S ? { status: 'warn', found, advice: ADVICE } : { status: 'ok', found };
}
