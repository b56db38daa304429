import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/record-usage/handler.ts';
import { createFindSource } from '../../../lambdas/record-usage/known-sources.ts';
import { type DecidedRequest, decisionLine, probeLine } from '../../../lib/contracts/decision-line.ts';
import { METRICS } from '../../../lib/contracts/metrics.ts';
import type { Decision } from '../../../lib/core/access/decide.ts';
import type { Source } from '../../../lib/core/usage/delivery.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';
import { createUsageCache } from '../../../lib/core/usage/usage-cache.ts';
import { keyOf, NOON } from '../../support/entities.ts';
import { ACCOUNT, logEvent, subscriptionEvent } from '../../support/log-delivery.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const CONTEXT = { invokedFunctionArn: `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:record-usage` };
const REQUEST: DecidedRequest = {
  via: 'authorizer',
  method: 'GET',
  route: '/hello',
  requestId: 'r-1',
  sourceAddress: '203.0.113.7',
  permission: 'read',
};

const key = keyOf('acme', { permissions: ['read'] });
const allowed: Decision = {
  outcome: 'allowed',
  key,
  generation: 1,
  permissions: ['read'],
  plan: null,
  ownerLimits: [],
};

function line(decision: Decision = allowed, request: Partial<DecidedRequest> = {}): string {
  return decisionLine(decision, { ...REQUEST, ...request }, 1);
}

/** The function over a store with one key of acme and these registered sources. */
async function recorder(
  sources: readonly Source[] = [{ logGroup: 'authorizer-log', via: 'authorizer', probed: true }],
) {
  const store = createMemoryUsageStore();
  await store.createUsage(newKeyUsage(key, 0));
  store.writes.clear();
  const logged: string[] = [];
  const clock = { nowMs: NOON };
  const listTimesMs: number[] = [];
  const list = async () => {
    listTimesMs.push(clock.nowMs);
    return sources;
  };
  const handler = createHandler({
    store,
    known: createUsageCache(store),
    findSource: createFindSource({ list }, () => clock.nowMs),
    usageTable: 'usage',
    clock: () => clock.nowMs,
    backoff: async () => {},
    log: (text) => logged.push(text),
  });
  const counts = async () => {
    await store.endWindow();
    return (await store.readCounts({ tenant: 'acme' }, dayOf(NOON), dayOf(NOON)))[0]?.counts;
  };
  return { store, logged, clock, listTimesMs, counts, deliver: (event: unknown) => handler(event, CONTEXT) };
}

describe('a delivery', () => {
  it('is decompressed and its decisions are recorded with one metrics line', async () => {
    const { store, logged, counts, deliver } = await recorder();
    const lines = [line(), line({ outcome: 'expired', key, generation: 1 }), line({ outcome: 'missing' })];
    await deliver(subscriptionEvent({ logEvents: lines.map((each) => logEvent(each, NOON)) }));
    expect(await counts()).toEqual({ allowed: 1, expired: 1 });
    expect(store.usages.get(key.id)?.lastUsedAtMs).toBe(NOON);
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({
      _aws: { Timestamp: NOON, CloudWatchMetrics: [{ Namespace: 'Postern' }] },
      [METRICS.dimension]: 'usage',
      [METRICS.decisions]: 3,
    });
  });

  it('with only probes advances the watermark and emits no metric', async () => {
    const { store, logged, deliver } = await recorder();
    await deliver(subscriptionEvent({ logEvents: [logEvent(probeLine(), NOON)] }));
    expect(await store.readWatermarks()).toMatchObject([{ logGroup: 'authorizer-log', throughMs: NOON }]);
    expect(logged).toEqual([]);
  });

  it('that is a control message is ignored', async () => {
    const { store, logged, deliver } = await recorder();
    await deliver(subscriptionEvent({ messageType: 'CONTROL_MESSAGE', logEvents: [logEvent(line(), NOON)] }));
    expect([store.writes.size, logged.length]).toEqual([0, 0]);
  });
});

describe('a dropped delivery', () => {
  const half = line().slice(0, -9);
  it.each([
    ['of an unregistered log group', { logGroup: 'foreign', logEvents: [logEvent(line(), NOON)] }],
    ['of another account', { owner: '999900001111', logEvents: [logEvent(line(), NOON)] }],
    ['of an incomplete line', { logEvents: [logEvent(half, NOON)] }],
    ['of a line from the future', { logEvents: [logEvent(line(), NOON + 3_600_000)] }],
    ['of a line that another tenant claims', { logEvents: [logEvent(line().replace('acme', 'beta'), NOON)] }],
    ['of a line that claims a key', { logEvents: [logEvent(line().replace(key.id, 'a1'), NOON)] }],
    [
      "of a guard's line in an authorizer's log",
      { logEvents: [logEvent(line(allowed, { via: 'guard' }), NOON)] },
    ],
  ])('is counted and not recorded: %s', async (_, delivery) => {
    const { store, logged, counts, deliver } = await recorder();
    await deliver(subscriptionEvent(delivery));
    expect([await counts(), store.writes.size, store.log.size]).toEqual([undefined, 0, 0]);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ [METRICS.decisions]: 0, [METRICS.droppedLines]: 1 });
  });

  it.each([
    ['no event', undefined],
    ['no log data', { awslogs: {} }],
    ['data that is not compressed', { awslogs: { data: 'bm90IHBhY2tlZA==' } }],
    ['data that is not JSON', { awslogs: { data: gzipSync('{').toString('base64') } }],
  ])('is counted: %s', async (_, event) => {
    const { logged, deliver } = await recorder();
    await deliver(event);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ [METRICS.droppedLines]: 1 });
  });
});

it('records use from a registered guard without advancing the watermark', async () => {
  const { store, counts, deliver } = await recorder([{ logGroup: 'fn', via: 'guard', probed: false }]);
  const lines = [line(allowed, { via: 'guard' }), probeLine()];
  await deliver(subscriptionEvent({ logGroup: 'fn', logEvents: lines.map((each) => logEvent(each, NOON)) }));
  expect(await counts()).toEqual({ allowed: 1 });
  expect(await store.readWatermarks()).toEqual([]);
});

it('reads the registered sources once in ten minutes, and again for an unknown log group', async () => {
  const { clock, listTimesMs, deliver } = await recorder();
  const known = subscriptionEvent({});
  const unknown = subscriptionEvent({ logGroup: 'new' });
  for (const event of [known, known, unknown]) await deliver(event);
  expect(listTimesMs).toHaveLength(1);
  clock.nowMs += 11_000;
  for (const event of [known, unknown, unknown]) await deliver(event);
  expect(listTimesMs).toHaveLength(2);
  clock.nowMs += 601_000;
  await deliver(known);
  expect(listTimesMs).toHaveLength(3);
});
