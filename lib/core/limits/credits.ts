import type { BucketCondition, BucketState, BucketUpdate } from './bucket.ts';
import type { CreditLimit } from './limit.ts';
import type { LimitCharge } from './limit-charge.ts';
import { periodAt } from './period.ts';
import { tagOf } from './quota.ts';

/** Charges a balance. Each period that has begun since the last refill adds its amount, up to `max`. */
export const creditCharge: LimitCharge<CreditLimit> = {
  plan(limit, state, { nowMs, cost }) {
    const { balance, refilled } = creditAttributes(limit);
    const stored = state[balance];
    const due = dueAt(limit, nowMs);
    if (stored === undefined) {
      return cost > limit.max
        ? denial(limit, nowMs)
        : {
            when: [{ attribute: balance, is: 'absent' }],
            set: [
              { attribute: balance, to: limit.max - cost },
              { attribute: refilled, to: due },
            ],
          };
    }
    const last = state[refilled] ?? due;
    const gain = gainOf(limit, stored, due - last);
    if (stored + gain < cost) return denial(limit, nowMs);
    const isSamePeriod = unchanged(refilled, state);
    if (gain === 0) {
      // A balance that lost its refill in between must not skip it.
      const least = due > last ? Math.max(cost, limit.max) : cost;
      return {
        when: [isSamePeriod, { attribute: balance, is: 'at-least', value: least }],
        set: [
          { attribute: balance, add: -cost },
          { attribute: refilled, to: Math.max(last, due) },
        ],
      };
    }
    return refill(limit, { stored, gain, cost, due, last });
  },

  refund(limit, _charged, { cost }) {
    const { balance } = creditAttributes(limit);
    return {
      when: [{ attribute: balance, is: 'at-least', value: 0 }],
      set: [{ attribute: balance, add: cost }],
    };
  },

  status(limit, state, nowMs) {
    return {
      limit,
      remaining: balanceAt(limit, state, nowMs),
      resetAtMs: limit.refill && periodAt(limit.refill.period, nowMs).endMs,
    };
  },

  // A balance is never the same as an absent one.
  idleAtMs: () => Number.POSITIVE_INFINITY,
};

export function creditAttributes({ name, refill }: CreditLimit) {
  return { balance: `c.${name}`, refilled: `d.${name}.${refill ? tagOf(refill.period) : 'once'}` };
}

/** The balance with the refills that are due. */
export function balanceAt(limit: CreditLimit, state: BucketState, nowMs: number): number {
  const { balance, refilled } = creditAttributes(limit);
  const stored = state[balance];
  if (stored === undefined) return limit.max;
  const due = dueAt(limit, nowMs);
  return stored + gainOf(limit, stored, due - (state[refilled] ?? due));
}

/** The condition that an attribute has the value that was read. */
export function unchanged(attribute: string, state: BucketState): BucketCondition {
  const value = state[attribute];
  return value === undefined ? { attribute, is: 'absent' } : { attribute, is: 'equal', value };
}

interface Refill {
  readonly stored: number;
  readonly gain: number;
  readonly cost: number;
  readonly due: number;
  readonly last: number;
}

/** Either the whole amount fits below the maximum, or the refill reaches it. */
function refill(limit: CreditLimit, { stored, gain, cost, due, last }: Refill): BucketUpdate {
  const { balance, refilled } = creditAttributes(limit);
  const when = [{ attribute: refilled, is: 'equal', value: last }] as const;
  const isCapped = stored + gain === limit.max;
  if (!isCapped) {
    return {
      when: [
        ...when,
        { attribute: balance, is: 'between', low: Math.max(0, cost - gain), high: limit.max - gain },
      ],
      set: [
        { attribute: balance, add: gain - cost },
        { attribute: refilled, to: due },
      ],
    };
  }
  const amount = (limit.refill?.amount ?? 0) * (due - last);
  return {
    when: [...when, { attribute: balance, is: 'between', low: limit.max - amount, high: limit.max }],
    set: [
      { attribute: balance, to: limit.max - cost },
      { attribute: refilled, to: due },
    ],
  };
}

/** The credits that refills add. A balance above a maximum that was lowered stays. */
function gainOf({ refill, max }: CreditLimit, stored: number, periods: number): number {
  if (!refill || periods <= 0) return 0;
  return Math.max(0, Math.min(refill.amount * periods, max - stored));
}

/** The index of the current refill period; 0 without refills. */
export function dueAt({ refill }: CreditLimit, nowMs: number): number {
  return refill ? periodAt(refill.period, nowMs).index : 0;
}

function denial({ refill, max }: CreditLimit, nowMs: number) {
  if (!refill || max === 0) return { retryAfterMs: undefined };
  return { retryAfterMs: Math.max(1, periodAt(refill.period, nowMs).endMs - nowMs) };
}
