import type { CreditLimit, QuotaLimit, RateLimit } from '../../lib/core/limits/limit.ts';

export function rate(settings: Partial<RateLimit> = {}): RateLimit {
  const requests = settings.requests ?? 10;
  return {
    name: 'requests',
    kind: 'rate',
    onFailure: 'deny',
    requests,
    perSeconds: 1,
    burst: requests,
    leaseSeconds: null,
    ...settings,
  };
}

export function quota(settings: Partial<QuotaLimit> = {}): QuotaLimit {
  return {
    name: 'monthly',
    kind: 'quota',
    onFailure: 'deny',
    max: 100,
    period: { unit: 'month', timeZone: 'UTC', day: 1 },
    leaseSeconds: null,
    ...settings,
  };
}

export function credits(settings: Partial<CreditLimit> = {}): CreditLimit {
  return { name: 'credits', kind: 'credits', onFailure: 'deny', max: 100, refill: null, ...settings };
}
