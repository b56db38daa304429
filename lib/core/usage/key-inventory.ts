import { batchesOf } from '../batches.ts';
import type { KeySettings } from '../keys/key.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import { paginate } from '../pagination.ts';
import type { Clock } from '../runtime.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import { lagOf } from './delivery.ts';
import { dayOf } from './limits.ts';
import type { Sources, UsageStore } from './usage-store.ts';

export interface InventoryDeps {
  readonly store: Pick<Store, 'listTenants' | 'listExpiringKeys' | 'readManagedKey'>;
  /** Undefined where no usage is kept. */
  readonly usage:
    | { readonly store: Pick<UsageStore, 'listKeys' | 'readWatermarks'>; readonly sources: Sources }
    | undefined;
  readonly clock: Clock;
}

/** What is counted of all keys together. */
export interface KeyInventory {
  readonly expiringIn30Days: number;
  readonly expiringIn7Days: number;
  readonly expiringIn1Day: number;
  /** Those within 7 days that nothing rotates. */
  readonly expiringUnrotated: number;
  /** Used once, and not in the last 90 days; some of them may have ended since. */
  readonly dormant: number;
  /** Some of those within 7 days that nothing rotates: at most 100 of all tenants together. */
  readonly expiring: readonly ExpiringKey[];
  /** For how long the lines of some probed log group did not come; undefined where none is probed. */
  readonly deliveryLagMs: number | undefined;
}

/** A key that ends soon and that nothing rotates. */
export type ExpiringKey = Pick<KeySettings, 'tenant' | 'owner' | 'id' | 'expiresAtMs'>;

type TenantInventory = Omit<KeyInventory, 'deliveryLagMs'>;

const DORMANT_DAYS = 90;
/** A tenant with more is counted as if it had so many: what is counted must not grow without a bound. */
const COUNTED_A_TENANT = 1000;
const TENANTS_AT_ONCE = 8;
const EXPIRING_NAMED = 100;

/** @throws UnavailableError where a store doesn't answer */
export async function collectInventory(deps: InventoryDeps): Promise<KeyInventory> {
  const tenants = await allOf((page) => deps.store.listTenants(page), Number.POSITIVE_INFINITY);
  let total: TenantInventory = {
    expiringIn30Days: 0,
    expiringIn7Days: 0,
    expiringIn1Day: 0,
    expiringUnrotated: 0,
    dormant: 0,
    expiring: [],
  };
  for (const some of batchesOf(tenants, TENANTS_AT_ONCE)) {
    for (const inventory of await Promise.all(some.map(({ id }) => inventoryOf(deps, id))))
      total = sum(total, inventory);
  }
  return { ...total, deliveryLagMs: await deliveryLag(deps) };
}

async function inventoryOf({ store, usage, clock }: InventoryDeps, tenant: string): Promise<TenantInventory> {
  const nowMs = clock();
  const inDays = (days: number) => nowMs + days * MS_PER_DAY;
  const span = { fromMs: nowMs, toMs: inDays(30) };
  const expiring = await allOf((page) => store.listExpiringKeys(tenant, span, page));
  const within = (days: number) => expiring.filter(({ expiresAtMs }) => (expiresAtMs ?? 0) < inDays(days));
  const soon = within(7);
  const managed = await Promise.all(soon.map(({ id }) => store.readManagedKey(id)));
  const of = { tenant, beforeDay: dayOf(nowMs) - DORMANT_DAYS };
  const dormant = usage ? await allOf((page) => usage.store.listKeys('by-last-use', of, page)) : [];
  const unrotated = soon.filter((_, position) => managed[position]?.paused ?? true);
  return {
    expiringIn30Days: expiring.length,
    expiringIn7Days: soon.length,
    expiringIn1Day: within(1).length,
    expiringUnrotated: unrotated.length,
    dormant: dormant.length,
    expiring: unrotated.slice(0, EXPIRING_NAMED),
  };
}

async function deliveryLag({ usage, clock }: InventoryDeps): Promise<number | undefined> {
  if (!usage) return undefined;
  const [sources, watermarks] = await Promise.all([usage.sources.list(), usage.store.readWatermarks()]);
  return lagOf(sources, watermarks, clock());
}

/** Everything that is listed, up to a bound. */
async function allOf<Item>(
  list: (page: PageRequest) => Promise<Page<Item> | 'invalid-cursor'>,
  most = COUNTED_A_TENANT,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of paginate(list)) {
    items.push(...page);
    if (items.length >= most) break;
  }
  return items.slice(0, most);
}

function sum(one: TenantInventory, other: TenantInventory): TenantInventory {
  return {
    expiringIn30Days: one.expiringIn30Days + other.expiringIn30Days,
    expiringIn7Days: one.expiringIn7Days + other.expiringIn7Days,
    expiringIn1Day: one.expiringIn1Day + other.expiringIn1Day,
    expiringUnrotated: one.expiringUnrotated + other.expiringUnrotated,
    dormant: one.dormant + other.dormant,
    expiring: [...one.expiring, ...other.expiring].slice(0, EXPIRING_NAMED),
  };
}
