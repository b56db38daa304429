import type { KeySettings } from '../keys/key.ts';
import { MS_PER_DAY, maxLifetimeDays } from '../keys/lifetime.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ManagedKeySettings } from './managed-key.ts';

/** Policies for managed keys. The tenant and the profile set limits; the stricter one applies. */
export const POLICIES = ['max-value-age', 'max-key-lifetime'] as const;
export type Policy = (typeof POLICIES)[number];

/** A violation of a policy. */
export interface PolicyViolation {
  readonly policy: Policy;
  readonly limitDays: number;
  /** When the violation began, in milliseconds since 1970. */
  readonly sinceMs: number;
}

interface PolicyLimits {
  readonly profile: Pick<Profile, 'policies' | 'lifetime'>;
  readonly tenant: Pick<Tenant, 'maxValueAgeDays' | 'maxKeyLifetimeDays'>;
}

/**
 * The policies that a managed key violates: its value is older than the profile recommends (MH-18: 90 days) or the tenant
 * allows, or its lifetime exceeds either limit. A lifetime limit applies when a key is issued, so only older keys violate it.
 */
export function violationsOf(
  { key, managed }: { readonly key: KeySettings; readonly managed: ManagedKeySettings },
  { profile, tenant }: PolicyLimits,
  nowMs: number,
): readonly PolicyViolation[] {
  if (key.status === 'revoked' || key.status === 'deleted') return [];
  const maxAgeDays = Math.min(
    profile.policies.rotateEveryDays ?? Number.POSITIVE_INFINITY,
    tenant.maxValueAgeDays ?? Number.POSITIVE_INFINITY,
  );
  const valueSinceMs = currentSinceMs(managed) ?? nowMs;
  const limits = [
    { policy: 'max-value-age', limitDays: maxAgeDays, fromMs: valueSinceMs },
    {
      policy: 'max-key-lifetime',
      limitDays: maxLifetimeDays({ profile: profile.lifetime, tenant }),
      fromMs: key.createdAtMs,
    },
  ] as const;
  return limits
    .map(({ policy, limitDays, fromMs }) => ({ policy, limitDays, sinceMs: fromMs + limitDays * MS_PER_DAY }))
    .filter(({ sinceMs }) => nowMs >= sinceMs);
}

/** When the current value was accepted; undefined if unknown. */
export function currentSinceMs({ versions, current }: ManagedKeySettings): number | undefined {
  return versions.find(({ versionId }) => versionId === current)?.sinceMs;
}
