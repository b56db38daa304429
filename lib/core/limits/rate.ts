import type { BucketState, BucketUpdate } from './bucket.ts';
import type { RateLimit } from './limit.ts';
import type { LimitCharge, LimitStatus } from './limit-charge.ts';

/** The attempt from which an update no longer depends on the exact stored time. */
const CONTENDED_ATTEMPT = 3;
const LAST_STEPS = 8;

/**
 * GCRA. The bucket stores the time in microseconds at which it is full again. A charge moves it by the time of one
 * request, and is allowed while the remaining burst covers its cost. DynamoDB has no `max()`, hence the branches.
 */
export const rateCharge: LimitCharge<RateLimit> = {
  plan(limit, state, { nowMs, cost, attempt }) {
    const times = timesOf(limit, nowMs, cost);
    const { nowUs, maxUs, debtUs, attribute } = times;
    const fullUs = state[attribute];
    if (maxUs < nowUs || (fullUs !== undefined && fullUs > maxUs)) {
      return { retryAfterMs: waitMs(limit, fullUs ?? nowUs, times) };
    }
    if (fullUs !== undefined && attempt >= CONTENDED_ATTEMPT) return contended(limit, fullUs, times, attempt);
    if (fullUs === undefined || fullUs < nowUs) {
      return {
        when: [{ attribute, is: 'absent-or-below', value: nowUs }],
        set: [{ attribute, to: nowUs + debtUs }],
      };
    }
    return {
      when: [{ attribute, is: 'between', low: nowUs, high: maxUs }],
      set: [{ attribute, add: debtUs }],
    };
  },

  refund(limit, _charged, { nowMs, cost }) {
    const { attribute, debtUs, nowUs } = timesOf(limit, nowMs, cost);
    return {
      when: [{ attribute, is: 'at-least', value: nowUs + debtUs }],
      set: [{ attribute, add: -debtUs }],
    };
  },

  status: rateStatus,

  idleAtMs: ({ requests, perSeconds, burst }, nowMs) => nowMs + (burst * perSeconds * 1000) / requests,
};

interface Times {
  readonly attribute: string;
  readonly nowUs: number;
  /** The latest stored time that allows the charge. */
  readonly maxUs: number;
  readonly debtUs: number;
}

function timesOf(limit: RateLimit, nowMs: number, cost: number): Times {
  const incrementUs = incrementOf(limit);
  const nowUs = nowMs * 1000;
  return {
    attribute: rateAttribute(limit),
    nowUs,
    maxUs: nowUs + (limit.burst - cost) * incrementUs,
    debtUs: cost * incrementUs,
  };
}

/** The microseconds of one request, rounded up: a limit never allows more than its rate. */
export function incrementOf({ requests, perSeconds }: RateLimit): number {
  return Math.ceil((perSeconds * 1_000_000) / requests);
}

export function rateAttribute({ name }: RateLimit): string {
  return `t.${name}`;
}

/**
 * Under contention, the stored time passes `now` between attempts, and neither branch matches. This condition accepts every
 * time up to a target. The target can exceed the stored time, which then charges up to a burst more.
 */
function contended(
  limit: RateLimit,
  fullUs: number,
  { attribute, nowUs, maxUs, debtUs }: Times,
  attempt: number,
): BucketUpdate {
  const steps = Math.ceil((limit.burst * Math.min(attempt - CONTENDED_ATTEMPT + 1, LAST_STEPS)) / LAST_STEPS);
  const targetUs = Math.min(maxUs, Math.max(fullUs, nowUs) + steps * incrementOf(limit));
  return {
    when: [{ attribute, is: 'at-most', value: targetUs }],
    set: [{ attribute, to: targetUs + debtUs }],
  };
}

/** Undefined if the cost exceeds the burst, so that no wait helps. */
function waitMs(limit: RateLimit, fullUs: number, { nowUs, maxUs, debtUs }: Times): number | undefined {
  if (debtUs > limit.burst * incrementOf(limit)) return undefined;
  return Math.ceil((Math.max(fullUs, nowUs) - maxUs) / 1000);
}

function rateStatus(limit: RateLimit, state: BucketState, nowMs: number): LimitStatus {
  const incrementUs = incrementOf(limit);
  const nowUs = nowMs * 1000;
  const fullUs = Math.max(state[rateAttribute(limit)] ?? nowUs, nowUs);
  const availableUs = nowUs + limit.burst * incrementUs - fullUs;
  const remaining = Math.max(0, Math.floor(availableUs / incrementUs));
  return {
    limit,
    remaining,
    /** When the next request becomes available, or when the bucket is full again. */
    resetAtMs: Math.ceil((remaining > 0 ? fullUs : fullUs - (limit.burst - 1) * incrementUs) / 1000),
  };
}
