import type { Limit, Period } from './limit.ts';
import type { LimitStatus } from './limit-charge.ts';
import { periodAt } from './period.ts';

/** Response header fields by name. */
export type LimitHeaders = Readonly<Record<string, string>>;

/**
 * The remaining budgets of a request as `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). Names of
 * limits need no escaping.
 */
export function limitHeaders(statuses: readonly LimitStatus[], nowMs: number): LimitHeaders {
  if (statuses.length === 0) return {};
  return {
    'RateLimit-Policy': statuses.map(({ limit }) => policy(limit, nowMs)).join(', '),
    RateLimit: statuses.map((status) => budget(status, nowMs)).join(', '),
  };
}

/** `Retry-After` in whole seconds, at least 1; no header if no wait helps. */
export function retryAfter(retryAfterMs: number | null): LimitHeaders {
  return retryAfterMs === null ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
}

function policy(limit: Limit, nowMs: number): string {
  switch (limit.kind) {
    case 'rate':
      return `"${limit.name}";q=${limit.requests};w=${limit.perSeconds};postern-burst=${limit.burst}`;
    case 'quota':
      return `"${limit.name}";q=${limit.max};w=${periodSeconds(limit.period, nowMs)}`;
    case 'credits':
      return `"${limit.name}";q=${limit.max}`;
  }
}

function budget({ limit, remaining, resetAtMs }: LimitStatus, nowMs: number): string {
  const reset = resetAtMs === null ? '' : `;t=${Math.max(0, Math.ceil((resetAtMs - nowMs) / 1000))}`;
  return `"${limit.name}";r=${remaining}${reset}`;
}

function periodSeconds(period: Period, nowMs: number): number {
  const { startMs, endMs } = periodAt(period, nowMs);
  return Math.round((endMs - startMs) / 1000);
}
