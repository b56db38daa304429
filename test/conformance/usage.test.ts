import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import type { UsageStore } from '../../lib/core/usage/usage-store.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import type { Received, Sent } from './support/exchange.ts';
import { callAs, type Product, productOf } from './support/product.ts';

const mindhunters = productOf('mindhunters');
const minds = productOf('minds');
const mindkey = productOf('mindkey');
const mindbridge = productOf('mindbridge');

const MS_PER_DAY = 86_400_000;
/** The documented delay of decision lines from the log to the usage table is a minute. */
const SOON = { timeout: 45_000, interval: 250 };
/** Probes are sent every minute. */
const WITHIN_TWO_PROBES = { timeout: 110_000, interval: 1_000 };

const tenants = new Map<Product, string>();

beforeAll(async () => {
  for (const product of [mindhunters, mindkey, mindbridge]) {
    tenants.set(product, await product.newTenant({ id: 'app', kind: 'application' }));
  }
  tenants.set(minds, await minds.newTenant({ id: 'app', kind: 'account' }));
});

function tenantOf(product: Product): string {
  return tenants.get(product) ?? '';
}

function newKey(product: Product, body: { permissions?: string[] } = {}) {
  return product.newKey(tenantOf(product), { owner: 'app', ...body });
}

/** Calls a sample API with a key, as the product documents. Customers of Mindhunters call the guarded service. */
function use(product: Product, value: string, sent: Sent = {}): Promise<Received> {
  const scheme = product === mindkey ? 'ApiKey-v2' : 'Bearer';
  const host: Sent['headers'] =
    product === mindhunters ? [['Host', `${tenantOf(product)}.api.localhost`]] : [];
  const url = product === mindhunters ? product.sampleGuardUrl : product.sampleRestUrl;
  return callAs(url, `${scheme} ${value}`, { path: '/hello', headers: host, ...sent });
}

async function lastUseOf(product: Product, key: string): Promise<string | null | undefined> {
  const { items } = await product.client.call('listKeys', { params: { tenant: tenantOf(product) } });
  return items.find(({ id }) => id === key)?.lastUsedAt;
}

/** Waits until the list of keys returns a last use of the key, and returns it. */
async function seenUseOf(product: Product, key: string): Promise<string> {
  return vi.waitFor(async () => {
    const lastUsedAt = await lastUseOf(product, key);
    if (!lastUsedAt) throw new Error(`the use of ${key} does not show yet`);
    return lastUsedAt;
  }, SOON);
}

/** The usage table of the deployment, without an API in between. */
function usageStoreOf({ endpointUrl, usageTable }: Product): UsageStore {
  return createUsageStore({ client: new DynamoDBClient(rootClient(endpointUrl)), table: usageTable });
}

/** Moves the start of usage tracking of a key into the past, without an API in between. */
async function watchedSince(
  product: Product,
  key: string,
  days: number,
  lastUsedDays?: number,
): Promise<void> {
  const store = usageStoreOf(product);
  const usage = await store.readUsage(key);
  if (!usage) throw new Error(`nothing is known of the use of ${key}`);
  const at = (ago: number) => Date.now() - ago * MS_PER_DAY;
  await store.replaceUsage({
    ...usage,
    trackedSinceMs: at(days),
    lastUsedAtMs: lastUsedDays === undefined ? null : at(lastUsedDays),
    version: usage.version + 1,
  });
}

describe('last use', () => {
  it.each([
    ['MH-15 MH-23 stands beside the creation date in the list of tokens', mindhunters],
    ['MK-10 stands beside each key', mindkey],
  ])('%s', async (_, product) => {
    const [used, unused] = [await newKey(product), await newKey(product)];
    const beforeMs = Date.now();
    expect((await use(product, used.value)).status).toBe(200);
    expect(Date.parse(await seenUseOf(product, used.id))).toBeGreaterThanOrEqual(beforeMs - 1_000);
    expect(await lastUseOf(product, unused.id)).toBeNull();
  });

  it('MI-07 is in the list of keys that self-service returns', async () => {
    const { id, value } = await newKey(minds);
    const listed = async (): Promise<{ id: string; lastUsedAt: string | null }[]> =>
      JSON.parse((await callAs(minds.apiPlainUrl, `Bearer ${value}`, { path: '/api/v1/api-keys' })).body);
    await use(minds, value);
    const lastUsedAt = await seenUseOf(minds, id);
    expect(await listed()).toContainEqual(expect.objectContaining({ id, lastUsedAt }));
    expect(lastUsedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('MK-11 is written about every 5 minutes instead of with each request', async () => {
    const { id, value } = await newKey(mindkey);
    await use(mindkey, value);
    const first = await seenUseOf(mindkey, id);
    for (let more = 0; more < 4; more += 1) await use(mindkey, value);
    const params = { tenant: tenantOf(mindkey), key: id };
    await vi.waitFor(async () => {
      const { days } = await mindkey.client.call('showKeyUsage', { params });
      expect(days).toEqual([expect.objectContaining({ counts: { allowed: 5 } })]);
    }, SOON);
    expect(await lastUseOf(mindkey, id)).toBe(first);
  });
});

describe('the access log', () => {
  it.each([
    ['MH-19 MH-23 can be reviewed: lists allowed and denied requests', mindhunters],
    ['MB-11 has the calls of an API', mindbridge],
  ])('%s', async (_, product) => {
    const { id, value } = await newKey(product, { permissions: ['read'] });
    await use(product, value);
    await use(product, value, { method: 'DELETE' });
    const params = { tenant: tenantOf(product), key: id };
    await vi.waitFor(async () => {
      const { items, sampled } = await product.client.call('listKeyAccessLog', { params });
      expect(sampled).toBe(true);
      expect(items.map(({ outcome, method, route }) => ({ outcome, method, route }))).toEqual(
        expect.arrayContaining([
          { outcome: 'allowed', method: 'GET', route: '/hello' },
          { outcome: 'insufficient-permission', method: 'DELETE', route: '/hello' },
        ]),
      );
    }, SOON);
  });
});

/** Uses the first deployed product, whose schedules have already run. */
it('each usage source is probed every minute, and its line arrives', async () => {
  await vi.waitFor(async () => {
    const groups = (await usageStoreOf(mindhunters).readWatermarks()).map(({ logGroup }) => logGroup);
    // The authorizers of Postern, of the public API and of two sample APIs, and the guarded service.
    expect(groups.length).toBeGreaterThanOrEqual(5);
  }, WITHIN_TWO_PROBES);
}, 120_000);

describe('unused keys', () => {
  it('MH-22 are reported, and can be revoked', async () => {
    const tenant = tenantOf(mindhunters);
    const { id } = await newKey(mindhunters);
    const found = async () => {
      const report = await mindhunters.client.call('reportNeverUsed', {
        params: { tenant },
        query: { days: 30 },
      });
      return report.items.map(({ key }) => key.id);
    };
    expect(await found()).not.toContain(id);
    await watchedSince(mindhunters, id, 40);
    await vi.waitFor(async () => expect(await found()).toContain(id), SOON);
    await mindhunters.revoke(tenant, id);
    await vi.waitFor(async () => expect(await found()).not.toContain(id), SOON);
  });

  it('MK-12 are reported if they are dormant, a rotated key is reported in use, and all use of a tenant is counted', async () => {
    const tenant = tenantOf(mindkey);
    const old = await newKey(mindkey);
    await watchedSince(mindkey, old.id, 200, 120);
    await vi.waitFor(async () => {
      const { items } = await mindkey.client.call('reportDormant', {
        params: { tenant },
        query: { days: 90 },
      });
      expect(items.map(({ key }) => key.id)).toContain(old.id);
    }, SOON);

    const fresh = await mindkey.client.call('renewKey', { params: { tenant, key: old.id } });
    await use(mindkey, fresh.value);
    await seenUseOf(mindkey, fresh.id);
    const { days } = await mindkey.client.call('showTenantUsage', { params: { tenant } });
    expect(days.at(-1)?.counts.allowed).toBeGreaterThanOrEqual(1);
  });
});
