import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../lib/api-client/errors.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { minds } from '../../lib/core/profiles/minds.ts';
import { contractOf } from '../api-client/support/profile.ts';
import { key, problemResponse } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { type RunOptions, runCli } from './support/run-cli.ts';

const COMMANDS = ['create --owner team:a', `renew ${key.id}`, `replace ${key.id} --yes`];
const LINE = `MINDS_API_KEY=${VALUE}`;

const onMinds = { readProfile: async () => contractOf(minds) };
const unreachable = {
  readProfile: () => Promise.reject(new UnreachableError('http://localhost:4566', new Error())),
};

function named(environmentVariable: string): RunOptions['instruments'] {
  const profile = contractOf(defaultProfile);
  return {
    readProfile: async () => ({ ...profile, displayNames: { ...profile.displayNames, environmentVariable } }),
  };
}

describe.each(COMMANDS)('postern keys %s', (words) => {
  const command = ['keys', ...words.split(' ')];

  it('prints the value on a separate line and as an environment variable, and that it is shown only once', async () => {
    const { transport } = fakeApi();
    const { exitCode, stdout, stderr } = await runCli(command, { transport, instruments: onMinds });
    expect(stdout.split('\n').filter((line) => line.includes(VALUE))).toEqual([VALUE, LINE]);
    expect(stderr).toContain('not shown again');
    expect(exitCode).toBe(0);
  });

  it('prints only the environment variable with --env, to append to a file', async () => {
    const { transport } = fakeApi();
    const { stdout } = await runCli([...command, '--env'], { transport, instruments: onMinds });
    expect(stdout).toBe(`${LINE}\n`);
  });

  it.each([
    ['does not tell its contract', unreachable],
    ['names an invalid variable', named('KEY=1; rm -rf ~;')],
    ['names none', named('')],
  ])('omits the line if the deployment %s, and never the value', async (_, instruments) => {
    const { transport } = fakeApi();
    const { exitCode, stdout } = await runCli(command, { transport, instruments });
    expect(stdout.split('\n').filter((line) => line.includes(VALUE))).toEqual([VALUE]);
    expect(exitCode).toBe(0);

    const forEnvironment = fakeApi();
    const env = await runCli([...command, '--env'], { transport: forEnvironment.transport, instruments });
    expect(env.stdout).toBe('');
    expect(env.exitCode).not.toBe(0);
    expect(forEnvironment.calls).toEqual([]);
  });

  it('rejects two output formats and issues nothing', async () => {
    const { transport, calls } = fakeApi();
    const { exitCode, stderr } = await runCli([...command, '--env', '--json'], { transport });
    expect(stderr).toContain('--json');
    expect(calls).toEqual([]);
    expect(exitCode).toBe(2);
  });
});

it('keys renew reports that the old key is unchanged, with the command to revoke it', async () => {
  const successor = { ...key, id: 'Successor123', value: VALUE };
  const { transport } = fakeApi({ renewKey: successor });
  const { stderr } = await runCli(['keys', 'renew', key.id], { transport });
  expect(stderr).toContain(`Successor123 has the settings of ${key.id}. ${key.id} is unchanged.`);
  expect(stderr).toContain(`postern keys revoke ${key.id} --reason superseded --tenant ${key.tenant}`);
});

it('keys renew prints no key that was not issued', async () => {
  const transport = async () => problemResponse('owner-deactivated');
  const { stderr } = await runCli(['keys', 'renew', key.id], { transport });
  expect(stderr).toMatch(/^error: /);
});

it('keys replace asks for confirmation of the revocation, and then names the new key', async () => {
  const replacement = { ...key, id: 'Successor123', value: VALUE, cascade: 'complete' as const };
  const { transport, calls } = fakeApi({ replaceKey: replacement });
  const asked: number[] = [];
  const { stderr } = await runCli(['keys', 'replace', key.id], {
    transport,
    terminal: true,
    input: `${key.id}\n`,
    onStderr: (text) => void (text.startsWith(`Permanently revoke ${key.id}`) && asked.push(calls.length)),
  });
  expect(asked).toEqual([0]);
  expect(stderr).toContain('with its sessions and child keys');
  expect(stderr).toContain(`Successor123 replaces ${key.id}`);
});

it.each([
  ['replace', { ...key, value: VALUE }, 'replaceKey'],
  ['revoke', key, 'revokeKey'],
] as const)(
  '%s warns of keys that are not revoked yet, with the command to retry',
  async (command, view, call) => {
    const warning = 'some keys that were created with';
    const run = async (cascade: 'complete' | 'pending') => {
      const { transport } = fakeApi({ [call]: { ...view, cascade } });
      return runCli(['keys', command, key.id, '--yes'], { transport });
    };
    expect((await run('complete')).stderr).not.toContain(warning);
    const { stderr, exitCode } = await run('pending');
    expect(stderr).toContain(warning);
    expect(stderr).toContain(`postern keys revoke ${key.id} --reason compromised --tenant`);
    expect(exitCode).toBe(0);
  },
);
