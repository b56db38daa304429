import { expect, it } from 'vitest';
import { key, owner } from '../api-client/support/responses.ts';
import { quota, rate } from '../support/limits.ts';
import { ANSWERS, fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const HOURLY = quota({ name: 'hourly', max: 5, period: { unit: 'hour' } });
const RATE = rate({ name: 'rate', requests: 1 });

it('sets limits by name, keeps the others, and updates only the version that it read', async () => {
  const { transport, calls } = fakeApi({
    ...ANSWERS,
    showKey: { ...ANSWERS.showKey, limits: [HOURLY, RATE], version: 7 },
  });
  const words = ['limits', 'set', '--key', key.id, '--tenant', 'acme', '--rate', '100/s', '--credits', '10k'];
  expect((await runCli(words, { transport })).exitCode).toBe(0);
  expect(calls.at(-1)).toMatchObject({
    operation: 'updateKey',
    ifMatch: '"7"',
    body: {
      limits: [
        HOURLY,
        { name: 'rate', kind: 'rate', requests: 100, perSeconds: 1 },
        { name: 'credits', kind: 'credits', max: 10_000 },
      ],
    },
  });
});

it('sets the lease of a rate and a quota, and no lease of credits', async () => {
  const { transport, calls } = fakeApi();
  const words = ['--rate', '5k/s', '--quota', '1G/month', '--credits', '1G', '--lease-seconds', '5'];
  await runCli(['keys', 'create', '--owner', 'app', '--tenant', 'acme', ...words], { transport });
  expect(calls.at(-1)).toMatchObject({
    operation: 'createKey',
    body: {
      limits: [
        { name: 'rate', kind: 'rate', requests: 5000, perSeconds: 1, leaseSeconds: 5 },
        { name: 'quota', max: 1_000_000_000, leaseSeconds: 5 },
        { name: 'credits', kind: 'credits', max: 1_000_000_000 },
      ],
    },
  });
  expect(calls.at(-1)?.body).not.toHaveProperty('credits');
});

it('gives a quota without a lease that of a new rate, and keeps other leases', async () => {
  const exact = quota({ name: 'monthly', leaseSeconds: null });
  const leased = quota({ name: 'daily', period: { unit: 'day', timeZone: 'UTC' }, leaseSeconds: 7 });
  const { transport, calls } = fakeApi({
    ...ANSWERS,
    showOwner: { ...ANSWERS.showOwner, limits: [exact, leased] },
  });
  const set = (...options: string[]) =>
    runCli(['limits', 'set', '--owner', owner.id, '--tenant', 'acme', ...options], { transport });
  await set('--rate', '5000/s');
  expect(calls.at(-1)?.body).toMatchObject({
    limits: [
      { name: 'monthly', leaseSeconds: 1 },
      { name: 'daily', leaseSeconds: 7 },
      { name: 'rate', leaseSeconds: 1 },
    ],
  });
  await set('--credits', '10');
  expect(calls.at(-1)?.body).toMatchObject({ limits: [exact, leased, { name: 'credits' }] });
});

it('sets limits of an owner, or removes all of them', async () => {
  const { transport, calls } = fakeApi({
    ...ANSWERS,
    showOwner: { ...ANSWERS.showOwner, limits: [HOURLY], version: 2 },
  });
  const set = (...options: string[]) =>
    runCli(['limits', 'set', '--owner', owner.id, '--tenant', 'acme', ...options], { transport });
  await set('--quota', '1M/month', '--if-version', '9');
  expect(calls.at(-1)).toMatchObject({
    operation: 'updateOwner',
    ifMatch: '"9"',
    body: { limits: [HOURLY, { name: 'quota', max: 1_000_000, period: { unit: 'month' } }] },
  });
  await set('--clear-limits');
  expect(calls.at(-1)).toMatchObject({ operation: 'updateOwner', ifMatch: '"2"', body: { limits: [] } });
});

it.each([
  [['limits', 'set', '--rate', '1/s'], 'Add --key <keyId> or --owner <owner>.'],
  [['credits', 'add', '5'], 'Add --key <keyId> or --owner <owner>.'],
  [['limits', 'set', '--key', key.id], 'at least one setting is required'],
  [['limits', 'set', '--key', key.id, '--credits', '0'], 'Use 1 to 1000000000000 credits'],
  [['limits', 'set', '--key', key.id, '--rate', '1/s', '--lease-seconds', '11'], 'Use 1 to 10 seconds'],
  [['limits', 'set', '--key', key.id, '--lease-seconds', '1'], 'Add --rate or --quota.'],
  [['limits', 'show', '--key', key.id, '--owner', owner.id], 'cannot be used with'],
])('%j is rejected with the next step, without a change', async (words, message) => {
  const { transport, calls } = fakeApi();
  const { stderr, exitCode } = await runCli([...words, '--tenant', 'acme'], { transport });
  expect(stderr).toContain(message);
  expect(exitCode).not.toBe(0);
  expect(calls.filter(({ operation }) => operation.startsWith('update'))).toEqual([]);
});
