import type { AdminResponse } from '../api-client/admin-client.ts';

type Limit = AdminResponse<'showKey'>['limits'][number];
type Period = Extract<Limit, { kind: 'quota' }>['period'];

/** Limits as text: `rate 100 per 1 s, burst 100; quota 1000000 per month`. Null without limits. */
export function limitsText(limits: readonly Limit[]): string | null {
  return limits.length === 0 ? null : limits.map(limitText).join('; ');
}

function limitText(limit: Limit): string {
  switch (limit.kind) {
    case 'rate':
      return `${limit.name}: ${limit.requests} requests per ${limit.perSeconds} s, burst ${limit.burst}`;
    case 'quota':
      return `${limit.name}: ${limit.max} requests per ${periodText(limit.period)}`;
    case 'credits': {
      const { name, max, refill } = limit;
      const refilled = refill ? `, ${refill.amount} more per ${periodText(refill.period)}` : '';
      return `${name}: ${max} credits${refilled}`;
    }
  }
}

function periodText(period: Period): string {
  switch (period.unit) {
    case 'hour':
      return 'hour';
    case 'day':
      return `day in ${period.timeZone}`;
    case 'month':
      return `month from day ${period.day} in ${period.timeZone}`;
    case 'days':
      return `${period.days} days from ${period.anchor}`;
  }
}
