import type { KeySettings } from '../keys/key.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import type { Owner } from '../owners/owner.ts';
import { readKnown } from '../read-known.ts';
import type { Clock } from '../runtime.ts';
import type { KeyReader, SessionSettings } from '../store.ts';
import { isSuspended } from '../tenants/tenant.ts';
import { effectiveKeyStatus, effectiveSessionStatus, type KeyHolder } from './effective-status.ts';
import type { ShownKeyStatus, ShownSessionStatus } from './shown-status.ts';

/** The status of a key in responses. */
export type KeyStatusOf = (key: KeySettings) => ShownKeyStatus;

export interface StatusDeps {
  readonly store: Pick<KeyReader, 'readOwner' | 'readTenant'>;
  /** Whether decisions read the tenant, which can be suspended. */
  readonly tenantSuspension: boolean;
  readonly clock: Clock;
}

/**
 * Reads what the effective statuses of some keys depend on: each distinct owner and tenant once, and only those that can
 * change a status.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function readKeyStatuses(deps: StatusDeps, keys: readonly KeySettings[]): Promise<KeyStatusOf> {
  const nowMs = deps.clock();
  const statusAlone = (key: KeySettings) =>
    effectiveKeyStatus(key, { owner: undefined, isSuspended: false }, nowMs);
  const bound = keys.filter((key) => statusAlone(key) === 'owner-deactivated');
  const live = keys.filter((key) => ['owner-deactivated', 'active'].includes(statusAlone(key)));
  const [owners, tenants] = await Promise.all([
    readEach(bound, ownerName, ({ tenant, owner }) => readKnown(deps.store.readOwner(tenant, owner))),
    readEach(live, tenantName, ({ tenant }) => readSuspension(deps, tenant)),
  ]);
  return (key) => {
    const holder = {
      owner: owners.get(ownerName(key)),
      isSuspended: tenants.get(tenantName(key)) ?? false,
    };
    return shownStatus(holder, (known) => effectiveKeyStatus(key, known, nowMs));
  };
}

/** The same for the sessions of a key. */
export async function readSessionStatuses(
  deps: StatusDeps,
  key: KeySettings,
): Promise<(session: SessionSettings) => ShownSessionStatus> {
  const [owner, isSuspended] = await Promise.all([
    readKnown(readBoundOwner(deps.store, key)),
    readSuspension(deps, key.tenant),
  ]);
  const nowMs = deps.clock();
  return (session) =>
    shownStatus({ owner, isSuspended }, (known) => effectiveSessionStatus(session, key, known, nowMs));
}

function ownerName({ tenant, owner }: KeySettings): string {
  return `${tenant}/${owner}`;
}

function tenantName({ tenant }: KeySettings): string {
  return tenant;
}

/** Reads once for each distinct name. */
async function readEach<Value>(
  keys: readonly KeySettings[],
  nameOf: (key: KeySettings) => string,
  read: (key: KeySettings) => Promise<Value>,
): Promise<ReadonlyMap<string, Value>> {
  const distinct = new Map(keys.map((key) => [nameOf(key), key]));
  const values = [...distinct].map(async ([name, key]) => [name, await read(key)] as const);
  return new Map(await Promise.all(values));
}

async function readSuspension(
  { store, tenantSuspension }: StatusDeps,
  id: string,
): Promise<boolean | 'unknown'> {
  if (!tenantSuspension) return false;
  const tenant = await readKnown(store.readTenant(id));
  return tenant === 'unknown' ? tenant : isSuspended(tenant);
}

interface ReadHolder {
  readonly owner: Owner | 'unknown' | undefined;
  readonly isSuspended: boolean | 'unknown';
}

/** A status that depends on an owner or a tenant is unknown if this version cannot decode it. */
function shownStatus<Status extends string>(
  { owner, isSuspended }: ReadHolder,
  statusWith: (holder: KeyHolder) => Status,
): Status | 'unknown' {
  const status = statusWith({
    owner: owner === 'unknown' ? undefined : owner,
    isSuspended: isSuspended === true,
  });
  if (owner === 'unknown' && status === 'owner-deactivated') return 'unknown';
  return isSuspended === 'unknown' && status === 'active' ? 'unknown' : status;
}
