import { paginate } from '../pagination.ts';
import type { ManagedKeySettings } from '../rotation/managed-key.ts';
import type { Clock } from '../runtime.ts';
import type { Store } from '../store.ts';
import type { AccessLogEntry } from '../usage/access-log.ts';
import type { AccessLogFilter } from '../usage/access-log-filter.ts';
import { collectTenantInventory } from '../usage/key-inventory.ts';
import { MS_PER_HOUR } from '../usage/limits.ts';
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

/** The parts of a tenant that can have the cause of an alarm. Each is read at most once, for the first alarm that needs it. */
interface TenantParts {
  /** The number of keys that expire within 7 days and are not rotated. */
  readonly expiringUnrotated: () => Promise<number>;
  readonly managedKeys: () => Promise<readonly ManagedKeySettings[]>;
  /** The log entries of the last hour with a wrong secret. */
  readonly wrongSecrets: () => Promise<readonly AccessLogEntry[]>;
  /** The log entries of the last hour with a failed authentication. */
  readonly failedAuthentications: () => Promise<readonly AccessLogEntry[]>;
  readonly nowMs: number;
}

/** The cause of an alarm in a tenant; undefined if the tenant has none. */
type FindCause = (parts: TenantParts) => Promise<string | undefined>;

/** The alarms whose cause can be in a tenant. All others are about the deployment itself. */
const CAUSES: Readonly<Record<string, FindCause>> = {
  'keys-expiring': async ({ expiringUnrotated }) =>
    causeOf('Keys that expire within 7 days and are not rotated', await expiringUnrotated()),
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
  const parts = partsOf(deps, tenant);
  const found = await Promise.all(
    active.map(async (alarm) => ({ ...alarm, cause: await CAUSES[alarm.name]?.(parts) })),
  );
  return found.flatMap(({ cause, ...alarm }) => (cause === undefined ? [] : [{ ...alarm, cause }]));
}

function partsOf(deps: TenantAlarmDeps, tenant: string): TenantParts {
  const nowMs = deps.clock();
  const lastHour = async (outcome: AccessLogFilter['outcome']) => {
    const filter = { fromMs: nowMs - MS_PER_HOUR, outcome };
    const page = await deps.usage?.store.listAccessLog(
      { tenant },
      { cursor: undefined, limit: ENTRIES },
      filter,
    );
    return page === undefined || page === 'invalid-cursor' ? [] : page.items;
  };
  return {
    expiringUnrotated: once(
      async () => (await collectTenantInventory({ ...deps, usage: undefined }, tenant)).expiringUnrotated,
    ),
    managedKeys: once(() => readManagedKeys(deps.store, tenant)),
    wrongSecrets: once(() => lastHour('unknown')),
    failedAuthentications: once(() => lastHour('failed-authentication')),
    nowMs,
  };
}

/** Reads at the first call, and returns the same result for the following calls. */
function once<Value extends object>(read: () => Value): () => Value {
  let result: Value | undefined;
  return () => {
    result ??= read();
    return result;
  };
}

async function readManagedKeys(store: TenantAlarmDeps['store'], tenant: string) {
  const managedKeys: ManagedKeySettings[] = [];
  for await (const page of paginate((request) => store.listManagedKeys(tenant, request))) {
    managedKeys.push(...page);
    if (managedKeys.length >= MANAGED_KEYS) break;
  }
  return managedKeys;
}

function findManaged(
  label: string,
  isAffected: (managed: ManagedKeySettings, nowMs: number) => boolean,
): FindCause {
  return async ({ managedKeys, nowMs }) =>
    causeOf(label, (await managedKeys()).filter((managed) => isAffected(managed, nowMs)).length);
}

/** The key with the most wrong secrets of the last hour. */
async function findGuesses({ wrongSecrets }: TenantParts): Promise<string | undefined> {
  const keys = Map.groupBy(await wrongSecrets(), ({ key }) => key);
  const [most] = [...keys].toSorted(([, one], [, other]) => other.length - one.length);
  if (!most) return undefined;
  const [key, entries] = most;
  return causeOf(`Wrong secrets for key ${key} in the last hour`, entries.length);
}

async function findFailures({ failedAuthentications }: TenantParts): Promise<string | undefined> {
  const { length: failed } = await failedAuthentications();
  return causeOf('Failed authentications with keys of this tenant in the last hour', failed);
}

/** `Blocked managed keys: 2`; undefined for none. */
function causeOf(label: string, count: number): string | undefined {
  return count === 0 ? undefined : `${label}: ${count}`;
}
