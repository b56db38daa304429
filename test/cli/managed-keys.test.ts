import { describe, expect, it } from 'vitest';
import { durationText, parseDuration } from '../../lib/cli/duration.ts';
import { key, managedKey, rotationDone } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const ON_KEY = ['--tenant', 'acme', key.id];

describe.each([
  ['replace', 'replaceManagedKey', 'Canceled.'],
  ['unmanage', 'unmanageKey', 'The key is still managed.'],
])('managed-keys %s', (command, operation, rejected) => {
  const words = ['managed-keys', command, ...ON_KEY];

  it('runs after the key ID is typed', async () => {
    const { transport, calls } = fakeApi();
    const ran = await runCli(words, { transport, terminal: true, input: `${key.id}\n` });
    expect(ran.stderr).toContain(`Type ${key.id} to confirm:`);
    expect(calls.map((each) => each.operation)).toEqual([operation]);
    expect(ran.exitCode).toBe(0);
  });

  it.each(['yes\n', '\n', 'y\n'])('does not run if %j is typed', async (input) => {
    const { transport, calls } = fakeApi();
    const ran = await runCli(words, { transport, terminal: true, input });
    expect(ran.stderr).toContain(rejected);
    expect(calls).toEqual([]);
    expect(ran.exitCode).toBe(1);
  });

  it('does not prompt without a terminal, and prints the next step', async () => {
    const { transport, calls } = fakeApi();
    const ran = await runCli(words, { transport });
    expect(ran.stderr).toContain(`run: postern ${words.join(' ')} --yes`);
    expect([ran.exitCode, calls]).toEqual([2, []]);
  });
});

it.each([
  [['create', '--tenant', 'acme'], '--owner'],
  [['create', '--tenant', 'acme', '--owner', 'app', '--key', key.id], '--key'],
  [['create', '--tenant', 'acme', '--owner', 'app', '--rotate-every', '90'], 'for example 90d'],
  [['update', ...ON_KEY], 'No update requested'],
])('postern managed-keys %s is a usage error that names the cause', async (words, named) => {
  const { transport, calls } = fakeApi();
  const ran = await runCli(['managed-keys', ...words], { transport });
  expect(ran.stderr).toContain(named);
  expect([ran.exitCode, calls]).toEqual([2, []]);
});

it('prints the secret of a new key, but not its value', async () => {
  const ran = await runCli(['managed-keys', 'create', '--owner', 'app'], { transport: fakeApi().transport });
  expect(ran.stdout + ran.stderr).not.toContain('pst_live_0Ab1Cd2Ef3GhSecret');
  expect(ran.stderr).toContain(managedKey.secretArn);
});

it('sends the limits and addresses of a new managed key', async () => {
  const { transport, calls } = fakeApi();
  const words = ['--rate', '5/s', '--quota', '1k/day', '--allow-addresses', '192.0.2.0/24'];
  await runCli(['managed-keys', 'create', '--owner', 'app', '--tenant', 'acme', ...words], { transport });
  expect(calls.at(-1)).toMatchObject({
    operation: 'manageKey',
    body: {
      limits: [
        { kind: 'rate', requests: 5 },
        { kind: 'quota', max: 1000 },
      ],
      allowedAddresses: ['192.0.2.0/24'],
    },
  });
});

it('prints a message for empty upcoming rotations and reports', async () => {
  const nothing = { items: [], next: null };
  const { transport } = fakeApi({
    listUpcomingRotations: nothing,
    listPolicyViolations: nothing,
    showRotations: nothing,
  });
  for (const [words, says] of [
    [['upcoming'], 'No rotations are scheduled within 7 days.'],
    [['violations'], 'None.'],
    [['rotations', key.id], 'No rotations yet.'],
  ] as const)
    expect((await runCli(['managed-keys', ...words, '--tenant', 'acme'], { transport })).stdout).toContain(
      says,
    );
});

it.each([
  ['90d', 7_776_000],
  ['36h', 129_600],
  ['90m', 5400],
  ['45s', 45],
])('parses and formats the duration %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
  expect(durationText(seconds)).toBe(text);
});

it('managed-keys replace warns of keys that are not revoked yet, with the command to list them', async () => {
  const run = async (cascade: 'complete' | 'pending') => {
    const { transport } = fakeApi({ replaceManagedKey: { ...rotationDone, cascade } });
    return runCli(['managed-keys', 'replace', ...ON_KEY, '--yes'], { transport });
  };
  expect((await run('complete')).stderr).not.toContain('not revoked yet');
  const { stderr, exitCode } = await run('pending');
  expect(stderr).toContain('not revoked yet');
  expect(stderr).toContain(`postern keys show ${key.id} --tenant acme`);
  expect(exitCode).toBe(0);
});
