import type * as z from 'zod';
import type { storedLimit } from './limits.ts';
import type { KeyProfileView } from './profile.ts';

type Limit = z.output<typeof storedLimit>;
type Period = Extract<Limit, { kind: 'quota' }>['period'];

/** Limits as text: `rate 100 per 1 s, burst 100; quota 1000000 per month`. Null without limits. */
export function limitsText(limits: readonly Limit[]): string | null {
  return limits.length === 0 ? null : limits.map(limitText).join('; ');
}

/** The limits of a plan as text: those that the protected API enforces, the number of keys, then those on requests. */
export function planLimitsText({ apiLimits, maxKeys, limits }: KeyProfileView['plans'][string]): string {
  const enforced = limitsText(limits);
  const texts = [
    ...Object.entries(apiLimits).map(([name, limit]) => `${name} ${limit ?? 'unlimited'}`),
    ...(maxKeys === null ? [] : [`at most ${maxKeys} keys`]),
    ...(enforced === null ? [] : [enforced]),
  ];
  return texts.join(', ') || 'no limits';
}

function limitText(limit: Limit): string {
  switch (limit.kind) {
    case 'rate':
      return `${limit.name}: ${limit.requests} requests per ${limit.perSeconds} s, burst ${limit.burst}${leaseText(limit)}`;
    case 'quota':
      return `${limit.name}: ${limit.max} requests per ${periodText(limit.period)}${leaseText(limit)}`;
    case 'credits': {
      const { name, max, refill } = limit;
      const refilled = refill ? `, ${refill.amount} more per ${periodText(refill.period)}` : '';
      return `${name}: ${max} credits${refilled}`;
    }
    default:
      return textOfNewer(limit);
  }
}

function leaseText({ leaseSeconds }: Extract<Limit, { kind: 'rate' | 'quota' }>): string {
  return leaseSeconds === null ? '' : `, leased for ${leaseSeconds} s`;
}

/** Clients keep kinds that only newer versions of the API have. */
function textOfNewer({ name, kind }: Pick<Limit, 'name' | 'kind'>): string {
  return `${name}: ${kind}`;
}

function unitOfNewer({ unit }: Pick<Period, 'unit'>): string {
  return unit;
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
    default:
      return unitOfNewer(period);
  }
}
