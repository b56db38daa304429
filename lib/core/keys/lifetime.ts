import type { Lifetime } from '../profiles/profile.ts';
import { LATEST_INSTANT_MS } from '../runtime.ts';
import type { Tenant } from '../tenants/tenant.ts';

export const MS_PER_DAY = 86_400_000;

/** The expiry of a key in milliseconds since 1970 (null for never), or the reason for a rejection. */
export type Expiry =
  | { readonly expiresAtMs: number | null }
  | { readonly rejected: 'expiry-not-in-future' | 'exceeds-lifetime' };

export interface LifetimePolicy {
  readonly profile: Lifetime;
  readonly tenant: Pick<Tenant, 'maxKeyLifetimeDays'>;
}

/**
 * Applies the lifetime policies to a requested expiry (null for never; undefined for the default). The maximum lifetime
 * counts from the creation, to the millisecond (MK-04).
 */
export function expiryOf(
  policy: LifetimePolicy,
  requestedMs: number | null | undefined,
  { createdAtMs, nowMs }: { readonly createdAtMs: number; readonly nowMs: number },
): Expiry {
  const longestMs = createdAtMs + maxLifetimeDays(policy) * MS_PER_DAY;
  if (requestedMs === undefined)
    return { expiresAtMs: instantOrNever(Math.min(defaultMs(policy, createdAtMs), longestMs)) };
  if (requestedMs !== null && requestedMs <= nowMs) return { rejected: 'expiry-not-in-future' };
  const isLater =
    requestedMs === null ? Number.isFinite(longestMs) : requestedMs > Math.min(longestMs, LATEST_INSTANT_MS);
  return isLater ? { rejected: 'exceeds-lifetime' } : { expiresAtMs: requestedMs };
}

/** The shortest limit; infinite without a limit. */
export function maxLifetimeDays({ profile, tenant }: LifetimePolicy): number {
  return Math.min(
    profile.maxDays ?? Number.POSITIVE_INFINITY,
    tenant.maxKeyLifetimeDays ?? Number.POSITIVE_INFINITY,
  );
}

function defaultMs({ profile }: LifetimePolicy, createdAtMs: number): number {
  return profile.defaultDays === null
    ? Number.POSITIVE_INFINITY
    : createdAtMs + profile.defaultDays * MS_PER_DAY;
}

/** Null for never. A finite expiry is at most the latest timestamp of the API. */
export function instantOrNever(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(ms, LATEST_INSTANT_MS) : null;
}
