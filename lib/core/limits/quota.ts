import type { Period, QuotaLimit } from './limit.ts';
import type { LimitCharge } from './limit-charge.ts';
import { type PeriodAt, periodAt } from './period.ts';

/** Counts requests per period. A stored later period is used in place of the period of a slow clock. */
export const quotaCharge: LimitCharge<QuotaLimit> = {
  plan(limit, state, { nowMs, cost }) {
    const { period, used } = quotaAttributes(limit);
    const current = periodAt(limit.period, nowMs);
    const stored = state[period];
    if (cost > limit.max) return { retryAfterMs: undefined };
    if (stored === undefined || stored < current.index) {
      return {
        when: [{ attribute: period, is: 'absent-or-below', value: current.index }],
        set: [
          { attribute: period, to: current.index },
          { attribute: used, to: cost },
        ],
      };
    }
    if ((state[used] ?? 0) > limit.max - cost) {
      return { retryAfterMs: Math.max(1, periodEnd(limit.period, current, stored) - nowMs) };
    }
    return {
      when: [
        { attribute: period, is: 'equal', value: stored },
        { attribute: used, is: 'at-most', value: limit.max - cost },
      ],
      set: [{ attribute: used, add: cost }],
    };
  },

  refund(limit, charged, { cost }) {
    const { period, used } = quotaAttributes(limit);
    const stored = charged[period];
    if (stored === undefined) return undefined;
    return {
      when: [
        { attribute: period, is: 'equal', value: stored },
        { attribute: used, is: 'at-least', value: cost },
      ],
      set: [{ attribute: used, add: -cost }],
    };
  },

  status(limit, state, nowMs) {
    const { period, used } = quotaAttributes(limit);
    const current = periodAt(limit.period, nowMs);
    const stored = state[period];
    const isCurrent = stored !== undefined && stored >= current.index;
    return {
      limit,
      remaining: Math.max(0, limit.max - (isCurrent ? (state[used] ?? 0) : 0)),
      resetAtMs: isCurrent ? periodEnd(limit.period, current, stored) : current.endMs,
    };
  },

  idleAtMs: ({ period }, nowMs) => periodAt(period, nowMs).endMs,
};

export function quotaAttributes({ name, period }: QuotaLimit) {
  // The unit is part of the name, because periods of different units have different numbers.
  return { period: `p.${name}.${tagOf(period)}`, used: `u.${name}.${tagOf(period)}` };
}

/** Distinguishes periods whose indexes count different times. */
export function tagOf(period: Period): string {
  return period.unit === 'days' ? `${period.days}${period.anchor}` : period.unit;
}

function periodEnd(period: Period, current: PeriodAt, index: number): number {
  return index === current.index ? current.endMs : periodAt(period, current.endMs).endMs;
}
