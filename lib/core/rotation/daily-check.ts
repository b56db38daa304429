import { MS_PER_DAY } from '../keys/lifetime.ts';
import { paginateItems } from '../pagination.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import { type PolicyViolation, violationsOf } from './policy.ts';

const PAGE = 100;

/** An event of the daily check of a key. It never contains a value. */
export type DailyCheckEvent = {
  /** Identical for every delivery of the event: receivers drop duplicates. */
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly keyId: string;
  readonly atMs: number;
} & (
  | { readonly kind: 'key.expiring'; readonly expiresAtMs: number; readonly daysLeft: number }
  | ({ readonly kind: 'key.policy-violation' } & PolicyViolation)
);

/** Publishes the events of the daily check, each at least once. */
export interface DailyCheckPublisher {
  /** @throws UnavailableError if the target does not respond */
  publishCheck(report: DailyCheckEvent): Promise<void>;
}

export interface TenantCheckDeps {
  readonly store: Pick<Store, 'readKey' | 'readTenant' | 'listExpiringKeys' | 'listManagedKeys'>;
  readonly profile: Profile;
  readonly dailyChecks: DailyCheckPublisher;
  readonly clock: Clock;
}

/**
 * Publishes an event for each key of a tenant that expires in one of the profile's `warnBeforeExpiryDays`, and one for
 * each policy that a managed key violates. A repeated check publishes the same event IDs.
 *
 * @throws UnavailableError if the store or the target does not respond: repeat the check
 */
export async function checkTenant(
  deps: TenantCheckDeps,
  { tenant, day }: { readonly tenant: string; readonly day: number },
): Promise<void> {
  for (const daysLeft of new Set(deps.profile.policies.warnBeforeExpiryDays))
    await reportExpiring(deps, { tenant, day, daysLeft });
  await reportViolations(deps, { tenant, day });
}

async function reportExpiring(
  { store, dailyChecks, clock }: TenantCheckDeps,
  { tenant, day, daysLeft }: { readonly tenant: string; readonly day: number; readonly daysLeft: number },
): Promise<void> {
  const span = { fromMs: (day + daysLeft) * MS_PER_DAY, toMs: (day + daysLeft + 1) * MS_PER_DAY };
  const keys = paginateItems((page) => store.listExpiringKeys(tenant, span, page), PAGE);
  for await (const { id: keyId, owner, expiresAtMs } of keys) {
    if (expiresAtMs === null) continue;
    const id = `${keyId}:expiring:${daysLeft}:${expiresAtMs}`;
    const common = { id, tenant, owner, keyId, atMs: clock() };
    await dailyChecks.publishCheck({ ...common, kind: 'key.expiring', expiresAtMs, daysLeft });
  }
}

async function reportViolations(
  { store, profile, dailyChecks, clock }: TenantCheckDeps,
  { tenant: id, day }: { readonly tenant: string; readonly day: number },
): Promise<void> {
  const tenant = await store.readTenant(id);
  if (!tenant) return;
  for await (const managed of paginateItems((page) => store.listManagedKeys(id, page), PAGE)) {
    const key = await store.readKey(managed.keyId);
    if (!key) continue;
    for (const violation of violationsOf({ key, managed }, { profile, tenant }, clock())) {
      const { keyId } = managed;
      const reportId = `${keyId}:key.policy-violation:${violation.policy}:${day}`;
      await dailyChecks.publishCheck({
        id: reportId,
        kind: 'key.policy-violation',
        tenant: id,
        owner: key.owner,
        keyId,
        atMs: clock(),
        ...violation,
      });
    }
  }
}
