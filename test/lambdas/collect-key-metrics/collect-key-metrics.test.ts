import { beforeEach, describe, expect, it } from 'vitest';
import { type CollectKeyMetricsDeps, createHandler } from '../../../lambdas/collect-key-metrics/handler.ts';
import { createHeartbeat } from '../../../lambdas/collect-key-metrics/heartbeat.ts';
import { KEY_METRICS_EVENTS } from '../../../lib/contracts/key-metrics.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { keyOf, NOON } from '../../support/entities.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const SOURCES = [
  { logGroup: 'a', via: 'authorizer', probed: true },
  { logGroup: 'b', via: 'authorizer', probed: true },
  { logGroup: 'guard', via: 'guard', probed: false },
] as const;

let usage: ReturnType<typeof createMemoryUsageStore>;
let store: ReturnType<typeof createMemoryStore>;
let logged: string[];
let heartbeats: number;

beforeEach(async () => {
  usage = createMemoryUsageStore();
  store = createMemoryStore({}, usage);
  logged = [];
  heartbeats = 0;
});

function handlerOf(given: Partial<CollectKeyMetricsDeps> = {}) {
  return createHandler({
    store,
    usage: { store: usage, sources: { list: async () => SOURCES } },
    keyTable: 'keys',
    clock: () => NOON,
    sendHeartbeat: async () => {
      heartbeats += 1;
    },
    log: (line) => logged.push(line),
    ...given,
  });
}

const countKeys = () => handlerOf()(KEY_METRICS_EVENTS.inventory);
const checkDelivery = (given: Partial<CollectKeyMetricsDeps> = {}) =>
  handlerOf(given)(KEY_METRICS_EVENTS.delivery);
const counted = () => JSON.parse(logged[0] ?? '{}');

/** The requests to both stores of a run in a deployment with so many tenants. */
async function requestsWith(tenants: number, run: () => Promise<void>): Promise<number> {
  let requests = 0;
  usage = createMemoryUsageStore();
  const beforeRead = () => {
    requests += 1;
  };
  store = createMemoryStore({ beforeRead }, usage);
  const deps = useCaseDeps(store);
  for (let n = 0; n < tenants; n += 1) await createTenantWithOwners(deps, `t${n}`);
  requests = 0;
  usage.reads.clear();
  await run();
  return requests + [...usage.reads.values()].reduce((sum, count) => sum + count, 0);
}

describe('the key inventory', () => {
  it('counts keys of all tenants by time to expiry, and those without rotation', async () => {
    const deps = useCaseDeps(store);
    for (const tenant of ['acme', 'beta']) {
      await createTenantWithOwners(deps, tenant);
      for (const days of [0.5, 5, 20, 40])
        await issue(deps, { tenant, expiresAtMs: NOON + days * MS_PER_DAY });
    }
    await countKeys();
    expect(counted()).toMatchObject({
      KeyTable: 'keys',
      KeysExpiringIn30Days: 6,
      KeysExpiringIn7Days: 4,
      KeysExpiringIn1Day: 2,
      KeysExpiringWithoutRotation: 4,
    });
  });

  it('counts the used keys without use in 90 days', async () => {
    const deps = useCaseDeps(store);
    await createTenantWithOwners(deps, 'acme');
    for (const days of [1, 80, 100, 200]) {
      const key = keyOf('acme');
      await usage.createUsage({ ...newKeyUsage(key, 0), lastUsedAtMs: NOON - days * MS_PER_DAY });
    }
    await countKeys();
    expect(counted().DormantKeys).toBe(2);
  });

  it('makes few requests for each tenant, in proportion to the tenants', async () => {
    const [few, more, many] = [
      await requestsWith(10, countKeys),
      await requestsWith(20, countKeys),
      await requestsWith(40, countKeys),
    ];
    expect(many - more).toBe(2 * (more - few));
    expect(more - few).toBeLessThanOrEqual(10 * 2);
  });
});

describe('the delivery check', () => {
  it('makes the same requests for any number of tenants, because it runs every minute', async () => {
    expect(await requestsWith(40, checkDelivery)).toBe(await requestsWith(2, checkDelivery));
  });

  it('reports the lag of the probed source that is furthest behind', async () => {
    const watermark = { healthySinceMs: 0, version: 1 };
    await usage.replaceWatermark({ ...watermark, logGroup: 'a', throughMs: NOON - 60_000 });
    await usage.replaceWatermark({ ...watermark, logGroup: 'b', throughMs: NOON - 600_000 });
    await checkDelivery();
    expect(counted().UsageDeliveryLag).toBe(600);
  });

  it('reports the lag of partial usage that is not merged, if it is longer', async () => {
    const delivered = { healthySinceMs: 0, version: 1, throughMs: NOON - 60_000 };
    for (const logGroup of ['a', 'b']) await usage.replaceWatermark({ ...delivered, logGroup });
    await usage.appendPartialUsage({
      ...{ id: 'p', startMs: NOON - 900_000, partition: 0, counts: [], entries: [], lines: [] },
    });
    await checkDelivery();
    expect(counted().UsageDeliveryLag).toBe(900);
    await usage.endWindow();
    logged = [];
    await checkDelivery();
    expect(counted().UsageDeliveryLag).toBe(60);
  });

  it('reports a lag beyond every threshold for a source without data', async () => {
    await checkDelivery();
    expect(counted().UsageDeliveryLag).toBe(NOON / 1000);
  });

  it('reports no usage metrics in a deployment without usage tracking', async () => {
    await checkDelivery({ usage: undefined });
    expect(logged.join('')).not.toContain('UsageDeliveryLag');
  });
});

describe('the heartbeat', () => {
  it('is not sent by a key inventory', async () => {
    await countKeys();
    expect(heartbeats).toBe(0);
  });

  it('is sent last, and not if a store does not respond', async () => {
    await checkDelivery();
    expect(heartbeats).toBe(1);
    const broken = { list: async () => Promise.reject(new Error('no response')) };
    const check = checkDelivery({ usage: { store: usage, sources: broken } });
    await expect(check).rejects.toThrow('no response');
    expect(heartbeats).toBe(1);
  });

  it.each([
    ['rejected', async () => new Response('', { status: 404 })],
    ['unanswered', async () => Promise.reject(new Error('https://alive.example/secret-address'))],
  ])('fails without its URL in the error if it is %s', async (_, send) => {
    const sendHeartbeat = createHeartbeat(async () => 'https://alive.example/secret-address', send);
    const failure = await sendHeartbeat().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toContain('secret-address');
  });

  it('is one POST without a body', async () => {
    const sent: unknown[] = [];
    const send = async (...call: unknown[]) => {
      sent.push(call);
      return new Response();
    };
    await createHeartbeat(async () => 'https://alive.example/x', send)();
    expect(sent).toEqual([['https://alive.example/x', { method: 'POST', signal: expect.anything() }]]);
  });
});
