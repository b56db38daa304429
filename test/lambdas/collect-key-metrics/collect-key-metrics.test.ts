import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/collect-key-metrics/handler.ts';
import { createHeartbeat } from '../../../lambdas/collect-key-metrics/heartbeat.ts';
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

function counter(given: { readonly usage?: undefined } = {}) {
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

const counted = () => JSON.parse(logged[0] ?? '{}');

describe('the key inventory', () => {
  it('counts keys of all tenants by time to expiry, and those without rotation', async () => {
    const deps = useCaseDeps(store);
    for (const tenant of ['acme', 'beta']) {
      await createTenantWithOwners(deps, tenant);
      for (const days of [0.5, 5, 20, 40])
        await issue(deps, { tenant, expiresAtMs: NOON + days * MS_PER_DAY });
    }
    await counter()();
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
    await counter()();
    expect(counted().DormantKeys).toBe(2);
  });

  it('reports the lag of the probed source that is furthest behind', async () => {
    const watermark = { healthySinceMs: 0, version: 1 };
    await usage.replaceWatermark({ ...watermark, logGroup: 'a', throughMs: NOON - 60_000 });
    await usage.replaceWatermark({ ...watermark, logGroup: 'b', throughMs: NOON - 600_000 });
    await counter()();
    expect(counted().UsageDeliveryLag).toBe(600);
  });

  it('reports a lag beyond every threshold for a source without data', async () => {
    await counter()();
    expect(counted().UsageDeliveryLag).toBe(NOON / 1000);
  });

  it('reports no usage metrics in a deployment without usage tracking', async () => {
    await counter({ usage: undefined })();
    expect(logged.join('')).not.toContain('UsageDeliveryLag');
  });
});

describe('the heartbeat', () => {
  it('is sent last, and not if a store does not respond', async () => {
    await counter()();
    expect(heartbeats).toBe(1);
    const broken = { list: async () => Promise.reject(new Error('no response')) };
    const handler = createHandler({
      ...{ store, keyTable: 'keys', clock: () => NOON, log: () => {} },
      usage: { store: usage, sources: broken },
      sendHeartbeat: async () => {
        heartbeats += 1;
      },
    });
    await expect(handler()).rejects.toThrow('no response');
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
