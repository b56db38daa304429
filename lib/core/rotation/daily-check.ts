import { MS_PER_DAY } from '../keys/lifetime.ts';
import { paginateItems } from '../pagination.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import { dailyCheckDay } from './daily-check-day.ts';
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

/** A check of a tenant, in days since 1970. */
export interface TenantCheck {
  readonly tenant: string;
  readonly day: number;
  /** The first of the days before `day` whose checks were missed. @default day - none was missed */
  readonly sinceDay?: number | undefined;
}

/**
 * Publishes an event for each key of a tenant that expires in one of the profile's `warnBeforeExpiryDays`, counted from each
 * day of the check, and one for each policy that a managed key violates. A repeated check publishes the same event IDs.
 *
 * A late check publishes at most one warning for a key, with the days that are left: none if a later warning of the key is
 * due, or if the key has expired. Violations are published by the check of the current day only.
 *
 * @throws UnavailableError if the store or the target does not respond: repeat the check
 */
export async function checkTenant(deps: TenantCheckDeps, check: TenantCheck): Promise<void> {
  const warnings = [...new Set(deps.profile.policies.warnBeforeExpiryDays)].sort((one, other) => one - other);
  for (const [index, warning] of warnings.entries())
    await reportExpiring(deps, check, { warning, later: warnings[index - 1] });
  if (check.day >= dailyCheckDay(deps.clock())) await reportViolations(deps, check);
}

/** A warning and the next one before the expiry, in days before the expiry. */
interface Warning {
  readonly warning: number;
  readonly later: number | undefined;
}

async function reportExpiring(
  { store, dailyChecks, clock }: TenantCheckDeps,
  check: TenantCheck,
  warned: Warning,
): Promise<void> {
  const { tenant } = check;
  const span = expirySpan(check, warned, clock());
  if (span.fromMs >= span.toMs) return;
  const keys = paginateItems((page) => store.listExpiringKeys(tenant, span, page), PAGE);
  for await (const { id: keyId, owner, expiresAtMs } of keys) {
    if (expiresAtMs === null) continue;
    const atMs = clock();
    const daysLeft = dayOf(expiresAtMs) - dayOf(atMs);
    const id = `${keyId}:expiring:${warned.warning}:${expiresAtMs}`;
    const common = { id, tenant, owner, keyId, atMs };
    await dailyChecks.publishCheck({ ...common, kind: 'key.expiring', expiresAtMs, daysLeft });
  }
}

/** The expiries with this warning on a day of the check, without a later warning until now. */
function expirySpan({ day, sinceDay = day }: TenantCheck, { warning, later }: Warning, nowMs: number) {
  const lastDay = Math.max(day, dailyCheckDay(nowMs));
  const firstExpiryDay = Math.max(sinceDay + warning, later === undefined ? 0 : lastDay + later + 1);
  return {
    fromMs: Math.max(firstExpiryDay * MS_PER_DAY, nowMs),
    toMs: (day + warning + 1) * MS_PER_DAY,
  };
}

function dayOf(ms: number): number {
  return Math.floor(ms / MS_PER_DAY);
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
