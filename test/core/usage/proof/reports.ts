import { reportHandlers } from '../../../../lambdas/control-api/routes/reports.ts';
import type { Attributes } from '../../../../lib/adapters/dynamodb/item.ts';
import { encodeKey } from '../../../../lib/adapters/dynamodb/key-item.ts';
import { encodeOwner } from '../../../../lib/adapters/dynamodb/owner-item.ts';
import { createStore } from '../../../../lib/adapters/dynamodb/store.ts';
import { encodeTenant } from '../../../../lib/adapters/dynamodb/tenant-item.ts';
import { encodeUsage } from '../../../../lib/adapters/dynamodb/usage/usage-item.ts';
import { createUsageStore } from '../../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { KEY_TABLE } from '../../../../lib/contracts/key-table.ts';
import { USAGE_TABLE } from '../../../../lib/contracts/usage-table.ts';
import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import { newKeyUsage } from '../../../../lib/core/usage/key-usage.ts';
import type { Claim } from '../../../../scripts/proof/claim.ts';
import { keyOf, ownerOf, tenantOf } from '../../../support/entities.ts';
import { useCaseDeps } from '../../../support/use-case-deps.ts';
import { storedTenantTable, type TableReads } from './stored-tenant.ts';
import { keyName } from './traffic.ts';

const NOW_MS = Date.UTC(2027, 0, 31, 12);
const TENANT = 'proof';
const PAGE = { cursor: undefined, limit: 50 };
const CALLER = { id: 'proof', sourceAddress: '203.0.113.7' };
/** All indexes have the same projection. */
const keyTable = {
  indexes: KEY_TABLE.indexes.map((index) => ({ ...index, projected: KEY_TABLE.projected })),
};
/** The same number in each tenant, with the same number of keys each: more than a page. */
const CUT_OFF_OWNERS = 60;
const KEYS_OF_EACH = 5;

/** Requests a page of each report in tenants of several sizes: the cost of a page must not depend on the size. */
export async function proveReports(sizes: readonly number[]): Promise<Claim[]> {
  const costs = new Map<string, string[]>();
  for (const size of sizes) {
    const { reports, reads } = reportsOn(size);
    for (const [name, report] of Object.entries(reports)) {
      for (const each of reads) Object.assign(each, { requests: 0, readUnits: 0 });
      const found = await report();
      const [keys, usage] = reads.map(({ requests, readUnits }) => `${requests} requests, ${readUnits} R`);
      const cost = `${found} results with ${keys} of the key table and ${usage} of the usage table`;
      costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  }
  return [...costs].map(([name, found]) => ({
    holds: new Set(found).size === 1 && !found.some((each) => each.startsWith('0 ')),
    what: `report ${name} at ${sizes.join(' and at ')} keys: ${[...new Set(found)].join(' / ')}`,
  }));
}

/** Returns the report routes of the admin API over the real adapters, and tables with a tenant of `size` keys. */
function reportsOn(size: number): {
  readonly reports: Readonly<Record<string, () => Promise<number>>>;
  readonly reads: readonly TableReads[];
} {
  const keys = storedTenantTable(keyTable, { all: keyItems(size), at: keyItemAt });
  const usage = storedTenantTable(USAGE_TABLE, {
    all: usageItems(size),
    at: (pk) => usageItem(numberIn(pk)),
  });
  const backoff = async () => {};
  const store = createStore({ client: keys.client, table: 'keys', backoff });
  const handlers = reportHandlers({
    ...useCaseDeps(store, { nowMs: NOW_MS }),
    rotation: undefined,
    rotationLimits: undefined,
    metrics: { keyTable: 'keys', write: () => {} },
    usage: {
      store: createUsageStore({ client: usage.client, table: 'usage' }),
      sources: { list: async () => [] },
    },
    log: () => {},
  });
  const call = {
    params: { tenant: TENANT },
    body: undefined,
    idempotencyKey: undefined,
    ifVersion: undefined,
    receivedBody: null,
  };
  const query = { ...PAGE, days: 30 };
  return {
    reports: {
      dormant: async () => itemsIn(await handlers.reportDormant({ ...call, query }, CALLER)),
      'never-used': async () => itemsIn(await handlers.reportNeverUsed({ ...call, query }, CALLER)),
      expiring: async () => itemsIn(await handlers.reportExpiring({ ...call, query }, CALLER)),
      'unused-permissions': async () =>
        itemsIn(await handlers.reportUnusedPermissions({ ...call, query }, CALLER)),
      'deactivated-owners': async () =>
        itemsIn(await handlers.reportDeactivatedOwners({ ...call, query: PAGE }, CALLER)),
    },
    reads: [keys.reads, usage.reads],
  };
}

function itemsIn(reply: object): number {
  if ('body' in reply && typeof reply.body === 'object' && reply.body !== null && 'items' in reply.body) {
    return Array.isArray(reply.body.items) ? reply.body.items.length : 0;
  }
  throw new Error(`a report returned ${JSON.stringify(reply)}`);
}

function* keyItems(size: number): Generator<Attributes> {
  for (let n = 0; n < CUT_OFF_OWNERS; n += 1) yield ownerItem(n);
  for (let n = 0; n < size; n += 1) yield keyItem(n);
}

function* usageItems(size: number): Generator<Attributes> {
  for (let n = 0; n < size; n += 1) yield usageItem(n);
}

function keyItemAt(pk: string): Attributes {
  if (pk.startsWith('owner#')) return ownerItem(numberIn(pk));
  return pk.startsWith('tenant#') ? encodeTenant(tenantOf({ id: TENANT })) : keyItem(numberIn(pk));
}

function numberIn(pk: string): number {
  return Number(/\d{7}$/.exec(pk)?.[0]);
}

function ownerItem(n: number): Attributes {
  return encodeOwner(ownerOf(TENANT, { id: `owner-${String(n).padStart(7, '0')}`, status: 'deactivated' }));
}

/** The first ones belong to the owners that are deactivated; all expire within an hour of each other. */
function keyItem(n: number): Attributes {
  const owner = n < CUT_OFF_OWNERS * KEYS_OF_EACH ? n % CUT_OFF_OWNERS : n;
  return encodeKey(
    keyOf(TENANT, {
      id: nameOf(n),
      owner: `owner-${String(owner).padStart(7, '0')}`,
      permissions: ['read', 'write'],
      expiresAtMs: NOW_MS + MS_PER_DAY + n,
    }),
  );
}

/**
 * Half of the keys were used long ago and half never, each with an unused permission. Keys of deactivated owners are in
 * use: otherwise, the number of owners on a page would depend on the size.
 */
function usageItem(n: number): Attributes {
  const fresh = newKeyUsage(
    { tenant: TENANT, id: nameOf(n), permissions: ['read', 'write'] },
    NOW_MS - 200 * MS_PER_DAY,
  );
  if (n < CUT_OFF_OWNERS * KEYS_OF_EACH) {
    const recent = NOW_MS - MS_PER_DAY;
    return encodeUsage({ ...fresh, lastUsedAtMs: recent, permissions: { read: recent, write: recent } });
  }
  const usedAtMs = NOW_MS - (100 + (n % 90)) * MS_PER_DAY;
  const used = { lastUsedAtMs: usedAtMs, permissions: { read: usedAtMs, write: null } };
  return encodeUsage(n % 2 === 0 ? fresh : { ...fresh, ...used });
}

/** Fixed width, so that all items have the same size. */
function nameOf(n: number): string {
  return keyName(1e7 + n);
}
