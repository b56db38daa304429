import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { expect, inject, it, vi } from 'vitest';
import { createReconcileSchedule } from '../../lib/adapters/dynamodb/reconcile-schedule.ts';
import { SWEEP_EVENT } from '../../lib/contracts/rotation-tasks.ts';
import type { ManagedKey } from '../../lib/core/rotation/managed-key.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { reconcileScheduleContract } from '../adapters/reconcile-schedule.contract.ts';
import { newTenant } from './support/admin.ts';
import { deployedKeyTable } from './support/key-table.ts';
import {
  deployFaultyRotation,
  invoke,
  logGroupOf,
  makeDue,
  manageNewKey,
  ROTATE_KEY,
  readSecret,
  SWEEP_KEYS,
  stateOf,
  store,
  visitOf,
} from './support/rotation.ts';

const { sampleHttpUrl, endpointUrl } = inject('deployment');

/** The cache TTL of the consumers that cache. */
const CACHE_MS = 3_000;
/** The sweep runs every minute. */
const WITHIN_A_SWEEP = { timeout: 75_000, interval: 500 };

reconcileScheduleContract(
  'the reconcile schedule in the deployed table',
  store,
  createReconcileSchedule(deployedKeyTable),
);

it('no consumer is denied while keys rotate, the function crashes between steps and the sweep runs twice', async () => {
  const tenant = await newTenant();
  const consumersOf = (managed: ManagedKey) => [0, CACHE_MS].map((ms) => startConsumer(managed, ms));
  const scheduled = await manageNewKey(tenant, CACHE_MS);
  const consumers = consumersOf(scheduled);
  const first = [await readSecret(scheduled.secretArn)];
  await makeDue(scheduled.keyId);
  await vi.waitFor(async () => expect(await outcomeOf(scheduled.keyId)).toBe('finished'), WITHIN_A_SWEEP);

  // The sweep has just run, so for a minute only this test continues the crashed rotation.
  const crashing = await manageNewKey(tenant, CACHE_MS);
  consumers.push(...consumersOf(crashing));
  first.push(await readSecret(crashing.secretArn));
  await rotateWithCrashes(crashing.keyId);

  await vi.waitFor(async () => {
    await Promise.all([invoke(SWEEP_KEYS, SWEEP_EVENT), invoke(SWEEP_KEYS, SWEEP_EVENT)]);
    // The overlap of the first key has ended. The overlap of the second key may not have ended.
    expect(await Promise.all(first.map(statusOf))).toEqual([403, expect.any(Number)]);
  }, WITHIN_A_SWEEP);
  const counts = await Promise.all(consumers.map(({ stop }) => stop()));

  const calls = counts.reduce((sum, each) => sum + each.calls, 0);
  const denied = counts.reduce((sum, each) => sum + each.denied, 0);
  process.stdout.write(`rotation: ${calls} calls, ${denied} denied\n`);
  expect(denied).toBe(0);
  expect(calls).toBeGreaterThan(100);
  const second = await Promise.all([scheduled, crashing].map(({ secretArn }) => readSecret(secretArn)));
  expect(await Promise.all(second.map(statusOf))).toEqual([200, 200]);
  await expectNowhereInTheLogs([...first, ...second]);
});

/** Crashes three consecutive runs, then starts two complete runs at the same time. */
async function rotateWithCrashes(keyId: string): Promise<void> {
  const faulty = await deployFaultyRotation();
  await makeDue(keyId);
  for (const dies of ['after putVersion', 'before moveLabel', 'after moveLabel']) {
    const { failed } = await invoke(faulty, { dies, event: visitOf(keyId) });
    expect(failed, dies).toBeDefined();
    expect((await stateOf(keyId)).rotation, dies).not.toBeNull();
  }
  await Promise.all([invoke(ROTATE_KEY, visitOf(keyId)), invoke(ROTATE_KEY, visitOf(keyId))]);
  expect(await outcomeOf(keyId)).toBe('finished');
  expect((await stateOf(keyId)).versions).toHaveLength(2);
}

async function outcomeOf(keyId: string): Promise<string | undefined> {
  return (await stateOf(keyId)).last?.outcome;
}

/** Calls the API in a loop with a cached value and refreshes it after `cacheMs`, as the caching clients of AWS do. */
function startConsumer({ secretArn }: ManagedKey, cacheMs: number) {
  const counts = { calls: 0, denied: 0 };
  let isStopped = false;
  const run = async () => {
    let cached = { value: '', readAtMs: Number.NEGATIVE_INFINITY };
    while (!isStopped) {
      if (Date.now() >= cached.readAtMs + cacheMs) {
        const readAtMs = Date.now();
        cached = { value: await readSecret(secretArn), readAtMs };
      }
      counts.calls += 1;
      if ((await statusOf(cached.value)) !== 200) counts.denied += 1;
    }
    return counts;
  };
  const running = run();
  return {
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}

async function statusOf(value: string): Promise<number> {
  const response = await fetch(`${sampleHttpUrl}/hello`, { headers: { authorization: `Bearer ${value}` } });
  await response.arrayBuffer();
  return response.status;
}

/** Neither the values nor their secret parts are in the logs. */
async function expectNowhereInTheLogs(values: readonly string[]): Promise<void> {
  const client = new CloudWatchLogsClient(rootClient(endpointUrl));
  for (const name of [ROTATE_KEY, SWEEP_KEYS]) {
    const messages: string[] = [];
    const logGroupName = await logGroupOf(name);
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
      messages.push(...events.map(({ message = '' }) => message));
    }
    const text = messages.join('\n');
    expect(text).toContain('CloudWatchMetrics');
    for (const value of values) expect(text).not.toContain(value.slice(-30, -6));
  }
}

it('secrets of other keys, other accounts and forged events are rejected, and nothing changes', async () => {
  const tenant = await newTenant();
  const [mine, other] = [await manageNewKey(tenant, CACHE_MS), await manageNewKey(tenant, CACHE_MS)];
  const before = await Promise.all([mine, other].map(({ secretArn }) => readSecret(secretArn)));
  const token = '9'.repeat(32);
  const step = (SecretId: string) => ({ SecretId, ClientRequestToken: token, Step: 'createSecret' });
  const forged: readonly (readonly [unknown, string])[] = [
    [step(other.secretArn), 'unknown-rotation-token'],
    [step(mine.secretArn.replace(/.{6}$/, other.secretArn.slice(-6))), 'secret-not-bound'],
    [step(mine.secretArn.replace('000000000000', '111122223333')), 'secret-outside-deployment'],
    [
      step('arn:aws:secretsmanager:us-east-1:000000000000:secret:db/password-AbCdEf'),
      'secret-outside-deployment',
    ],
    [{ ...step(mine.secretArn), Step: 'readSecret' }, 'unknown-event'],
  ];
  for (const [event, reason] of forged) {
    expect((await invoke(ROTATE_KEY, event)).failed).toContain(`rejected: ${reason}`);
  }
  expect(await Promise.all([mine, other].map(({ secretArn }) => readSecret(secretArn)))).toEqual(before);
  for (const { keyId } of [mine, other]) expect(await stateOf(keyId)).toMatchObject({ rotation: null });
});
