import { batchesOf } from '../batches.ts';
import type { KeySettings } from '../keys/key.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import { paginate } from '../pagination.ts';
import { readKnown } from '../read-known.ts';
import type { Clock } from '../runtime.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import { dayOf, startOfMonth } from './limits.ts';
import type { UsageStore } from './usage-store.ts';

export interface InventoryDeps {
  readonly store: Pick<Store, 'listTenants' | 'listExpiringKeys' | 'readManagedKey'>;
  /** Undefined if the deployment records no usage. */
  readonly usage: { readonly store: Pick<UsageStore, 'listKeys'> } | undefined;
  readonly clock: Clock;
}

interface TenantInventoryDeps extends Omit<InventoryDeps, 'store'> {
  readonly store: Pick<InventoryDeps['store'], 'listExpiringKeys' | 'readManagedKey'>;
}

/** The counts over the keys of one tenant, each up to `MAX_COUNTED_PER_TENANT`, or of all tenants. */
export interface KeyInventory {
  readonly expiringIn30Days: number;
  readonly expiringIn7Days: number;
  readonly expiringIn1Day: number;
  /** Keys that expire within 7 days and are not rotated. */
  readonly expiringUnrotated: number;
  /** Keys with a last use before the month of the day 90 days ago; some of them can have ended since. */
  readonly dormant: number;
  /** Examples of keys that expire within 7 days and are not rotated: at most 100 over all tenants. */
  readonly expiring: readonly ExpiringKey[];
}

/** A key that expires soon and is not rotated. */
export type ExpiringKey = Pick<KeySettings, 'tenant' | 'owner' | 'id' | 'expiresAtMs'>;

const DORMANT_DAYS = 90;
/** The most keys that are counted per tenant, which bounds the cost of the inventory. */
const MAX_COUNTED_PER_TENANT = 1000;
const PARALLEL_TENANTS = 8;
const EXPIRING_NAMED = 100;

/**
 * Counts the keys of all tenants, with some queries for each tenant.
 *
 * @throws UnavailableError if a store does not respond
 */
export async function collectInventory(deps: InventoryDeps): Promise<KeyInventory> {
  const tenants = await allOf((page) => deps.store.listTenants(page), Number.POSITIVE_INFINITY);
  let total: KeyInventory = {
    expiringIn30Days: 0,
    expiringIn7Days: 0,
    expiringIn1Day: 0,
    expiringUnrotated: 0,
    dormant: 0,
    expiring: [],
  };
  for (const batch of batchesOf(tenants, PARALLEL_TENANTS)) {
    for (const inventory of await Promise.all(batch.map(({ id }) => collectTenantInventory(deps, id))))
      total = sum(total, inventory);
  }
  return total;
}

/** @throws UnavailableError if a store does not respond */
export async function collectTenantInventory(
  { store, usage, clock }: TenantInventoryDeps,
  tenant: string,
): Promise<KeyInventory> {
  const nowMs = clock();
  const inDays = (days: number) => nowMs + days * MS_PER_DAY;
  const span = { fromMs: nowMs, toMs: inDays(30) };
  const expiring = await allOf((page) => store.listExpiringKeys(tenant, span, page));
  const within = (days: number) => expiring.filter(({ expiresAtMs }) => (expiresAtMs ?? 0) < inDays(days));
  const soon = within(7);
  const managed = await Promise.all(soon.map(({ id }) => readKnown(store.readManagedKey(id))));
  const of = { tenant, beforeDay: startOfMonth(dayOf(nowMs) - DORMANT_DAYS) };
  const dormant = usage ? await allOf((page) => usage.store.listKeys('by-last-use', of, page)) : [];
  const unrotated = soon.filter((_, position) => {
    const found = managed[position];
    return found === undefined || found === 'unknown' || found.paused;
  });
  return {
    expiringIn30Days: expiring.length,
    expiringIn7Days: soon.length,
    expiringIn1Day: within(1).length,
    expiringUnrotated: unrotated.length,
    dormant: dormant.length,
    expiring: unrotated.slice(0, EXPIRING_NAMED),
  };
}

/** The number of keys of a tenant that were issued at least some days ago and never used. */
export async function countNeverUsed(
  { store, clock }: { readonly store: Pick<UsageStore, 'listKeys'>; readonly clock: Clock },
  tenant: string,
  days: number,
): Promise<number> {
  const of = { tenant, beforeDay: dayOf(clock()) - days };
  return (await allOf((page) => store.listKeys('never-used', of, page))).length;
}

/** Lists items up to a limit. */
async function allOf<Item>(
  list: (page: PageRequest) => Promise<Page<Item> | 'invalid-cursor'>,
  maxItems = MAX_COUNTED_PER_TENANT,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of paginate(list)) {
    items.push(...page);
    if (items.length >= maxItems) break;
  }
  return items.slice(0, maxItems);
}

function sum(one: KeyInventory, other: KeyInventory): KeyInventory {
  return {
    expiringIn30Days: one.expiringIn30Days + other.expiringIn30Days,
    expiringIn7Days: one.expiringIn7Days + other.expiringIn7Days,
    expiringIn1Day: one.expiringIn1Day + other.expiringIn1Day,
    expiringUnrotated: one.expiringUnrotated + other.expiringUnrotated,
    dormant: one.dormant + other.dormant,
    expiring: [...one.expiring, ...other.expiring].slice(0, EXPIRING_NAMED),
  };
}
