import { paginate } from '../pagination.ts';
import type { ManagedKeySettings } from '../rotation/managed-key.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import { collectTenantInventory } from '../usage/key-inventory.ts';
import { MS_PER_HOUR } from '../usage/limits.ts';
import { FAILED_AUTHENTICATIONS } from '../usage/outcome-class.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import type { ActiveAlarm, ActiveAlarms } from './active-alarms.ts';

export interface TenantAlarmDeps {
  readonly activeAlarms: ActiveAlarms;
  readonly store: Pick<Store, 'listExpiringKeys' | 'listManagedKeys' | 'readManagedKey'>;
  /** Undefined if the deployment records no usage. */
  readonly usage: { readonly store: Pick<UsageStore, 'listAccessLog' | 'listKeys'> } | undefined;
  readonly clock: Clock;
}

/** An active alarm with the part of its cause that is in the tenant. */
export interface TenantAlarm extends ActiveAlarm {
  readonly cause: string;
}

/** The managed keys that are read at most. */
const MANAGED_KEYS = 1000;
/** The entries of the access log that are counted at most. */
const ENTRIES = 1000;
/** The time after which a due rotation is overdue. */
const OVERDUE_MS = 15 * 60_000;

/** The cause of an alarm in a tenant; undefined if the tenant has none. */
type FindCause = (deps: TenantAlarmDeps, tenant: string) => Promise<string | undefined>;

/** The alarms whose cause can be in a tenant. All others are about the deployment itself. */
const CAUSES: Readonly<Record<string, FindCause>> = {
  'keys-expiring': findExpiring,
  'rotation-failed': findManaged('Blocked managed keys', ({ blocked }) => blocked !== null),
  'secret-value-rejected': findManaged(
    'Managed keys with a rejected value in their secret',
    ({ blocked }) => blocked?.reason === 'secret-value-rejected',
  ),
  'secret-label-drift': findManaged(
    'Managed keys whose AWSCURRENT was moved',
    ({ blocked }) => blocked?.reason === 'label-drift',
  ),
  'rotation-overdue': findManaged(
    'Managed keys that are overdue',
    ({ rotateAtMs, paused }, nowMs) => !paused && rotateAtMs !== null && rotateAtMs + OVERDUE_MS < nowMs,
  ),
  'key-guessing': findGuesses,
  'failed-authentication-spike': findFailures,
  'failed-authentication-ratio': findFailures,
  'failed-authentication-source': findFailures,
  'failed-authentication-anomaly': findFailures,
  'distributed-failures': findFailures,
};

/** The names of the alarms whose cause can be in a tenant. */
export const TENANT_ALARMS: readonly string[] = Object.keys(CAUSES);

/**
 * The active alarms whose cause is in a tenant. Alarms have no tenant, so the data of the tenant is searched for the cause of
 * each active alarm. Usually no alarm is active, and nothing is searched.
 *
 * @throws UnavailableError if CloudWatch or a store does not respond
 */
export async function findTenantAlarms(
  deps: TenantAlarmDeps,
  tenant: string,
): Promise<readonly TenantAlarm[]> {
  const active = await deps.activeAlarms.list();
  const found = await Promise.all(
    active.map(async (alarm) => ({ ...alarm, cause: await CAUSES[alarm.name]?.(deps, tenant) })),
  );
  return found.flatMap(({ cause, ...alarm }) => (cause === undefined ? [] : [{ ...alarm, cause }]));
}

async function findExpiring(deps: TenantAlarmDeps, tenant: string): Promise<string | undefined> {
  const { expiringUnrotated: count } = await collectTenantInventory({ ...deps, usage: undefined }, tenant);
  return causeOf('Keys that expire within 7 days and are not rotated', count);
}

function findManaged(
  label: string,
  isAffected: (managed: ManagedKeySettings, nowMs: number) => boolean,
): FindCause {
  return async ({ store, clock }, tenant) => {
    let read = 0;
    let affected = 0;
    for await (const page of paginate((request) => store.listManagedKeys(tenant, request))) {
      affected += page.filter((managed) => isAffected(managed, clock())).length;
      read += page.length;
      if (read >= MANAGED_KEYS) break;
    }
    return causeOf(label, affected);
  };
}

/** The key with the most wrong secrets of the last hour. */
async function findGuesses(deps: TenantAlarmDeps, tenant: string): Promise<string | undefined> {
  const keys = Map.groupBy(await lastHour(deps, tenant, 'unknown'), ({ key }) => key);
  const [most] = [...keys].toSorted(([, one], [, other]) => other.length - one.length);
  if (!most) return undefined;
  const [key, entries] = most;
  return causeOf(`Wrong secrets for key ${key} in the last hour`, entries.length);
}

async function findFailures(deps: TenantAlarmDeps, tenant: string): Promise<string | undefined> {
  const denied = await lastHour(deps, tenant, 'denied');
  const failed = denied.filter(({ outcome }) => FAILED_AUTHENTICATIONS.includes(outcome)).length;
  return causeOf('Failed authentications with keys of this tenant in the last hour', failed);
}

async function lastHour({ usage, clock }: TenantAlarmDeps, tenant: string, outcome: 'unknown' | 'denied') {
  const filter = { fromMs: clock() - MS_PER_HOUR, outcome };
  const page = await usage?.store.listAccessLog({ tenant }, { cursor: undefined, limit: ENTRIES }, filter);
  return page === undefined || page === 'invalid-cursor' ? [] : page.items;
}

/** `Blocked managed keys: 2`; undefined for none. */
function causeOf(label: string, count: number): string | undefined {
  return count === 0 ? undefined : `${label}: ${count}`;
}
