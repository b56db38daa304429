import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../lib/core/store.ts';
import type { Source } from '../../../lib/core/usage/delivery.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { DENIALS_LOGGED_PER_DAY, dayOf, LAST_USE_WINDOW_MS } from '../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../lib/core/usage/logged-decision.ts';
import { recordUsage } from '../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../lib/core/usage/usage-cache.ts';
import { keyOf, NOON } from '../../support/entities.ts';
import { decided, probe } from '../../support/logged-decisions.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const AUTHORIZER: Source = { logGroup: 'authorizer-log', via: 'authorizer', probed: true };
const TODAY = dayOf(NOON);

/** A recorder of the keys `k1` and `k2` of acme and `b1` of beta, watched since long ago. */
async function recorder() {
  const store = createMemoryUsageStore();
  for (const [tenant, id] of [
    ['acme', 'k1'],
    ['acme', 'k2'],
    ['beta', 'b1'],
  ] as const) {
    await store.createUsage(newKeyUsage(keyOf(tenant, { id, permissions: ['read'] }), 0));
  }
  store.writes.clear();
  const instance = () => {
    const deps = { store, known: createUsageCache(store), clock: () => NOON, backoff: async () => {} };
    return (decisions: readonly LoggedDecision[], source = AUTHORIZER) =>
      recordUsage(deps, { logGroup: source.logGroup, decisions, unread: 0 }, source);
  };
  const counts = async (tenant: string, key?: string) => {
    await store.endWindow();
    return (await store.readCounts({ tenant, ...(key !== undefined && { key }) }, TODAY, TODAY))[0]?.counts;
  };
  return { store, record: instance(), recordElsewhere: instance(), counts };
}

it('counts each decision once for its key and its tenant', async () => {
  const { record, counts } = await recorder();
  await record([decided(), decided(), decided({ outcome: 'expired' }), decided({ key: 'k2' })]);
  await record([decided(), decided({ tenant: 'beta', key: 'b1' })]);
  expect(await counts('acme', 'k1')).toEqual({ allowed: 3, expired: 1 });
  expect(await counts('acme')).toEqual({ allowed: 4, expired: 1 });
  expect(await counts('beta')).toEqual({ allowed: 1 });
});

it('counts a repeated delivery once, also after others were aggregated in between', async () => {
  const { record, counts } = await recorder();
  const lines = [decided(), decided({ outcome: 'expired' })];
  await record(lines);
  await record(lines.toReversed());
  expect(await counts('acme', 'k1')).toEqual({ allowed: 1, expired: 1 });
  await record([decided()]);
  expect(await counts('acme', 'k1')).toEqual({ allowed: 2, expired: 1 });
  await record(lines);
  expect(await counts('acme', 'k1')).toEqual({ allowed: 2, expired: 1 });
  expect(await counts('acme')).toEqual({ allowed: 2, expired: 1 });
});

it('counts a window with one write per key and tenant for any number of deliveries', async () => {
  const { store, record } = await recorder();
  for (let n = 0; n < 50; n += 1) await record([decided(), decided({ key: 'k2' })]);
  await store.endWindow();
  expect(Object.fromEntries(store.writes)).toMatchObject({
    'partial usage': 50,
    'counts of a key': 2,
    'counts of a tenant': 1,
  });
});

it('completes a partly failed delivery on repetition', async () => {
  const { store, record, counts } = await recorder();
  const lines = [decided(), decided({ key: 'k2' })];
  store.failing = (write) => (write === 'partial usage' ? new UnavailableError('down') : undefined);
  await expect(record(lines)).rejects.toThrow(UnavailableError);
  store.failing = undefined;
  await record(lines);
  expect(await counts('acme')).toEqual({ allowed: 2 });
  expect(await counts('acme', 'k2')).toEqual({ allowed: 1 });
  expect(store.usages.get('k1')?.lastUsedAtMs).toBe(NOON);
});

describe('the last use', () => {
  it('is written once in five minutes for any number of requests (MK-11)', async () => {
    const { store, record } = await recorder();
    for (let n = 0; n < 20; n += 1) {
      await record(
        Array.from({ length: 50 }, (_, ms) => decided({ atMs: NOON - LAST_USE_WINDOW_MS + n + ms })),
      );
    }
    expect(store.writes.get('usage')).toBe(1);
  });

  it('is not changed by denials: only allowed requests are use', async () => {
    const { store, record } = await recorder();
    await record([decided({ outcome: 'revoked', generation: undefined }), decided({ outcome: 'unknown' })]);
    expect(store.usages.get('k1')?.lastUsedAtMs).toBeNull();
  });

  it('is not moved back by a late line', async () => {
    const { store, record } = await recorder();
    await record([decided()]);
    await record([decided({ atMs: NOON - 3_600_000 })]);
    expect(store.usages.get('k1')?.lastUsedAtMs).toBe(NOON);
  });

  it('is the later one if two instances write concurrently', async () => {
    const { store, record } = await recorder();
    await record([decided({ atMs: NOON - 3_600_000 })]);
    // Another instance, which the first knows nothing of.
    const known = store.usages.get('k1');
    if (!known) throw new Error('k1 is gone');
    await store.replaceUsage({ ...known, lastUsedAtMs: NOON, version: known.version + 1 });
    await record([decided({ atMs: NOON - 1_800_000 })]);
    expect(store.usages.get('k1')?.lastUsedAtMs).toBe(NOON);
  });
});

it('records a use although an eventually consistent read misses the last write, or the whole key', async () => {
  const { store, record, recordElsewhere } = await recorder();
  const outdated = new Map(structuredClone([...store.usages]));
  await record([decided({ atMs: NOON - 1 }), decided({ atMs: NOON - 1, outcome: 'expired' })]);
  outdated.delete('k2');
  const { readUsage } = store;
  store.readUsage = async (key, consistency) =>
    consistency === 'eventual' ? outdated.get(key) : readUsage(key);
  await recordElsewhere([decided(), decided({ outcome: 'expired' }), decided({ key: 'k2' })]);
  expect(store.usages.get('k1')).toMatchObject({ lastUsedAtMs: NOON - 1, denialsLogged: { proven: 2 } });
  expect(store.usages.get('k2')?.lastUsedAtMs).toBe(NOON);
});

describe('a hostile line', () => {
  it.each([
    ["of another tenant's key", { key: 'b1' }],
    ['of an unknown key', { key: 'nope' }],
    ['of an unknown tenant', { tenant: 'unknown' }],
  ])('%s creates no key and changes no counts', async (_, forged) => {
    const { store, record, counts } = await recorder();
    const before = structuredClone(store.usages);
    const recorded = await record([decided(forged), decided({ ...forged, outcome: 'expired' })]);
    expect(recorded).toMatchObject({ decisions: [], dropped: 2 });
    expect(store.usages).toEqual(before);
    expect([store.writes.size, store.log.size]).toEqual([0, 0]);
    expect([await counts('acme'), await counts('beta'), await counts('unknown')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not add an ended key to the reports again', async () => {
    const { store, record } = await recorder();
    const usage = store.usages.get('k1');
    if (!usage) throw new Error('k1 is gone');
    await store.replaceUsage({ ...usage, listed: false, version: 2 });
    await record([decided()]);
    expect(store.usages.get('k1')).toMatchObject({ listed: false, lastUsedAtMs: NOON });
  });
});

describe('the access log', () => {
  it('contains denials and the first use in five minutes', async () => {
    const { store, record } = await recorder();
    await record([decided({ atMs: NOON - 2 }), decided({ atMs: NOON - 1 }), decided({ outcome: 'expired' })]);
    await store.endWindow();
    expect([...store.log.values()].map(({ outcome, atMs }) => [outcome, atMs])).toEqual([
      ['allowed', NOON - 2],
      ['expired', NOON],
    ]);
    await store.endWindow();
    expect([...store.log.values()][1]).toMatchObject({
      route: '/orders/{id}',
      userAgent: 'curl/8.5.0',
      generation: 1,
    });
  });

  it('limits the denials of a key per day, and counts all', async () => {
    const { store, record, counts } = await recorder();
    for (let n = 0; n < 5; n += 1) {
      await record(Array.from({ length: 30 }, () => decided({ outcome: 'unknown' })));
    }
    await store.endWindow();
    expect(store.log.size).toBe(DENIALS_LOGGED_PER_DAY.unproven);
    expect(await counts('acme', 'k1')).toEqual({ unknown: 150 });
    await record([decided({ outcome: 'unknown', atMs: NOON + 1 })]);
    await store.endWindow();
    expect(store.log.size).toBe(DENIALS_LOGGED_PER_DAY.unproven);
  });

  it('reserves space for denials after a matching secret, for any number of junk requests', async () => {
    const { store, record } = await recorder();
    await record(Array.from({ length: 105 }, () => decided({ outcome: 'unknown' })));
    await record([
      decided({ outcome: 'insufficient-permission', atMs: NOON + 1 }),
      decided({ outcome: 'expired', atMs: NOON + 2 }),
    ]);
    await store.endWindow();
    expect([...store.log.values()].slice(-2).map(({ outcome }) => outcome)).toEqual([
      'insufficient-permission',
      'expired',
    ]);
    await record(Array.from({ length: 105 }, () => decided({ outcome: 'expired' })));
    await store.endWindow();
    expect(store.log.size).toBe(DENIALS_LOGGED_PER_DAY.unproven + DENIALS_LOGGED_PER_DAY.proven);
  });
});

describe('a delivery that fails and is repeated', () => {
  const lines = [
    ...[decided({ atMs: NOON - 3 }), decided({ atMs: NOON - 2 })],
    ...Array.from({ length: 150 }, () => decided({ outcome: 'unknown', atMs: NOON - 1 })),
    ...[decided({ outcome: 'expired' }), decided({ key: 'k2' }), decided({ tenant: 'beta', key: 'b1' })],
  ];

  it.each([1, 2, 3, 4])('has the same counts and access log after a failure of write %i', async (failing) => {
    const undisturbed = await recorder();
    await undisturbed.record(lines);
    await undisturbed.store.endWindow();

    const { store, record, recordElsewhere, counts } = await recorder();
    let writes = 0;
    store.failing = () => (++writes === failing ? new UnavailableError('down') : undefined);
    await expect(record(lines)).rejects.toThrow(UnavailableError);
    for (const repeat of [recordElsewhere, record, recordElsewhere]) await repeat(lines);
    expect(await counts('acme')).toEqual({ allowed: 3, unknown: 150, expired: 1 });
    expect([...store.log.values()]).toEqual([...undisturbed.store.log.values()]);
    for (const key of ['k1', 'k2', 'b1'])
      expect(store.usages.get(key)).toEqual(undisturbed.store.usages.get(key));
  });

  it('does not exceed the limit of denials, and logs the first use once', async () => {
    const { store, record, recordElsewhere } = await recorder();
    store.failing = (write) => (write === 'partial usage' ? new UnavailableError('down') : undefined);
    await expect(record(lines)).rejects.toThrow(UnavailableError);
    store.failing = undefined;
    await recordElsewhere([
      decided(),
      ...Array.from({ length: 50 }, () => decided({ outcome: 'unknown', atMs: NOON + 1 })),
    ]);
    await record(lines);
    await store.endWindow();
    const ofKey = [...store.log.values()].filter(({ key }) => key === 'k1');
    expect(ofKey.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(
      DENIALS_LOGGED_PER_DAY.unproven,
    );
    expect(ofKey.filter(({ outcome }) => outcome === 'allowed')).toHaveLength(1);
  });
});

describe('the watermark', () => {
  it('advances with the probes of an authorizer', async () => {
    const { store, record } = await recorder();
    await record([probe(NOON - 120_000), probe(NOON - 60_000)]);
    await record([decided()]);
    expect(await store.readWatermarks()).toMatchObject([
      { logGroup: AUTHORIZER.logGroup, healthySinceMs: NOON - 120_000, throughMs: NOON - 60_000 },
    ]);
  });

  it('is reset by a lost delivery', async () => {
    const { store, record } = await recorder();
    await record([probe(NOON - 60_000)]);
    store.failing = (write) => (write === 'partial usage' ? new UnavailableError('down') : undefined);
    await expect(record([decided()])).rejects.toThrow(UnavailableError);
    expect(await store.readWatermarks()).toMatchObject([{ healthySinceMs: NOON, throughMs: NOON - 60_000 }]);
  });
});
