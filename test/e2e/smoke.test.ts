import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { runAlarms } from '../../scripts/local/alarms/run-alarms.ts';
import { stateDirectoryIn } from '../../scripts/local/state-directory.ts';
import { adminClient } from './support/admin.ts';
import { removeSubscription, replaceVariable, setChainEnabled } from './support/deployed-faults.ts';
import { logGroupOf } from './support/rotation.ts';
import { stackResource } from './support/stack-resources.ts';

const POSTERN = join(import.meta.dirname, '../../bin/postern.js');
const { endpointUrl } = inject('deployment');
const report = z.object({
  interrupted: z.boolean(),
  guarantees: z.array(z.object({ name: z.string(), result: z.string(), found: z.string().optional() })),
});

const relay = new AbortController();
let relayed: Promise<void>;
beforeAll(() => {
  // CloudWatch reads metrics from logs. On the emulator, npm start relays them.
  relayed = runAlarms(stateDirectoryIn(inject('deploymentFolder')), endpointUrl, relay.signal);
});
afterAll(async () => {
  relay.abort();
  await relayed;
});

function smoke(...words: readonly string[]) {
  const child = spawn(process.execPath, [POSTERN, 'smoke', '--json', ...words], {
    cwd: inject('deploymentFolder'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, exitCode, stdout: text(child.stdout), stderr: text(child.stderr) };
}

/** Runs smoke to its end and returns its report. */
async function reportOf({ exitCode, stdout, stderr }: ReturnType<typeof smoke>) {
  expect(await stderr).toBe('');
  const { guarantees, interrupted } = report.parse(JSON.parse(await stdout));
  const notSeen = guarantees.filter(({ result }) => result !== 'seen');
  return { guarantees, interrupted, notSeen, exitCode: await exitCode };
}

/** The keys of the tenant that are not revoked, and its managed keys. */
async function remaining() {
  const params = { tenant: 'smoke' };
  const [keys, managed] = await Promise.all([
    adminClient.call('listKeys', { params, query: { limit: 100 } }),
    adminClient.call('listManagedKeys', { params, query: { limit: 100 } }),
  ]);
  return [...keys.items.filter(({ status }) => status !== 'revoked'), ...managed.items];
}

it('smoke sees every guarantee of a deployment, and leaves no accepted key', async () => {
  const { guarantees, notSeen, interrupted, exitCode } = await reportOf(smoke('--timeout', '60'));
  expect(notSeen).toEqual([]);
  expect(guarantees.at(-1)?.name).toBe('clean-up');
  expect(interrupted).toBe(false);
  expect(exitCode).toBe(0);
  expect(await remaining()).toEqual([]);
});

it('an interrupted smoke leaves no accepted key', async () => {
  const run = smoke();
  await vi.waitFor(async () => expect(await remaining()).not.toEqual([]), { timeout: 30_000, interval: 20 });
  run.child.kill('SIGINT');
  const { guarantees, interrupted, exitCode } = await reportOf(run);
  expect(interrupted).toBe(true);
  expect(guarantees.at(-1)).toMatchObject({ name: 'clean-up', result: 'seen' });
  expect(exitCode).toBe(1);
  expect(await remaining()).toEqual([]);
});

it('smoke names the guarantees that a chain without its function, an authorizer without permissions and logs without subscriptions break', async () => {
  const authorizers = await Promise.all([
    stackResource('Postern-local-Sample', /^RestApiKeyAuthorizer[0-9A-F]{8}$/),
    stackResource('Postern-local-Sample', /^HttpApiKeyAuthorizer[0-9A-F]{8}$/),
  ]);
  const publicApi = await stackResource('Postern-local-Access', /^ApiKeysPosternPublicApi[0-9A-F]{8}$/);
  const restorations: (() => Promise<unknown>)[] = [];
  try {
    await setChainEnabled(false);
    restorations.push(() => setChainEnabled(true));
    for (const name of authorizers) {
      restorations.push(await replaceVariable(name, 'POSTERN_ROUTES', '{"GET /orders/{id}":null}'));
    }
    for (const name of [...authorizers, publicApi]) {
      const { restore } = await removeSubscription((await logGroupOf(name)) ?? '');
      restorations.push(restore);
    }
    const { notSeen, exitCode } = await reportOf(smoke('--timeout', '10'));
    expect(notSeen.map(({ name }) => name)).toEqual(['permission', 'audit', 'alarm-metric']);
    expect(exitCode).toBe(1);
  } finally {
    for (const restore of restorations) await restore();
  }
});
