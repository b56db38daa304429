import type { KeySettings } from '../keys/key.ts';
import { MS_PER_DAY, maxLifetimeDays } from '../keys/lifetime.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ManagedKeySettings } from './managed-key.ts';

/** What can be demanded of managed keys, by tenant and profile: the stricter one counts. */
export const POLICIES = ['max-value-age', 'max-key-lifetime'] as const;
export type Policy = (typeof POLICIES)[number];

/** A policy that is broken. */
export interface PolicyViolation {
  readonly policy: Policy;
  readonly limitDays: number;
  /** Since when. */
  readonly sinceMs: number;
}

interface Demands {
  readonly profile: Pick<Profile, 'policies' | 'lifetime'>;
  readonly tenant: Pick<Tenant, 'maxValueAgeDays' | 'maxKeyLifetimeDays'>;
}

/**
 * The policies that a managed key breaks: a value that is older than the profile advises (MH-18: 90 days) or the
 * tenant allows, a key that lives longer than either says. A limit on lifetimes bounds keys when they are issued; it
 * is broken by those that were there before it.
 */
export function violationsOf(
  { key, managed }: { readonly key: KeySettings; readonly managed: ManagedKeySettings },
  { profile, tenant }: Demands,
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

/** Since when the current value is accepted; undefined where none is known. */
export function currentSinceMs({ versions, current }: ManagedKeySettings): number | undefined {
  return versions.find(({ versionId }) => versionId === current)?.sinceMs;
}
