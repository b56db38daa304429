import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { key, problemResponse } from '../api-client/support/responses.ts';
import { ANSWERS, fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const ids = ['k1', 'k2', 'k3'];
const reportDormant = {
  ...ANSWERS.reportDormant,
  items: ids.map((id) => ({
    key: { ...key, id },
    use: id === 'k2' ? ('undetermined' as const) : ('unused' as const),
  })),
};
const words = ['report', 'dormant', '--tenant', 'acme', '--revoke'];

function revoked(calls: ReturnType<typeof fakeApi>['calls']): readonly string[] {
  return calls
    .filter(({ operation }) => operation === 'revokeKeys')
    .flatMap(({ body }) => adminRoutes.revokeKeys.body.parse(body).keys.map(({ id }) => id));
}

describe('report dormant --revoke', () => {
  it('revokes unused keys after their number is typed, with progress', async () => {
    const results = ['k1', 'k3'].map((id) => ({ id, problem: null, cascade: null }));
    const { transport, calls } = fakeApi({ reportDormant, revokeKeys: { results } });
    const stdin = new PassThrough();
    const ran = await runCli(words, {
      transport,
      stdin,
      terminal: true,
      onStderr: (text) => {
        if (text.includes('Type 2 to confirm')) stdin.write('2\n');
      },
    });
    expect([ran.exitCode, revoked(calls)]).toEqual([0, ['k1', 'k3']]);
    expect(ran.stderr).toContain('Key k3 (2 of 2): revoked');
  });

  it('revokes 100 keys with each request, and fails if one of them is not revoked', async () => {
    const all = Array.from({ length: 150 }, (_, at) => `k${at}`);
    const items = all.map((id) => ({ key: { ...key, id }, use: 'unused' as const }));
    const problem = { code: 'not-found', title: 'Key not found' };
    const results = [{ id: 'k0', problem, cascade: null }];
    const { transport, calls } = fakeApi({
      reportDormant: { ...reportDormant, items },
      revokeKeys: { results },
    });
    const ran = await runCli([...words, '--yes'], { transport });
    expect([ran.exitCode, revoked(calls)]).toEqual([EXIT.rejected, all]);
    expect(calls.filter(({ operation }) => operation === 'revokeKeys')).toHaveLength(2);
    expect(ran.stderr).toContain('Key k0 (1 of 150): not revoked: Key not found');
  });

  it.each(['y', '3', ''])('revokes nothing if %j is typed', async (typed) => {
    const { transport, calls } = fakeApi({ reportDormant });
    const ran = await runCli(words, { transport, terminal: true, input: `${typed}\n` });
    expect([ran.exitCode, revoked(calls)]).toEqual([1, []]);
    expect(ran.stderr).toContain('No key was revoked.');
  });

  it('does not prompt without a terminal, and revokes nothing without --yes', async () => {
    const { transport, calls } = fakeApi({ reportDormant });
    const ran = await runCli(words, { transport, input: '2\n' });
    expect([ran.exitCode, revoked(calls)]).toEqual([2, []]);
    expect(ran.stderr).toContain('run: postern report dormant --tenant acme --revoke --yes');
    expect((await runCli([...words, '--yes'], { transport })).exitCode).toBe(0);
    expect(revoked(calls)).toEqual(['k1', 'k3']);
  });

  it('does not prompt if no key is known to be unused', async () => {
    const cantSay = { ...reportDormant, items: reportDormant.items.slice(1, 2) };
    const { transport, calls } = fakeApi({ reportDormant: cantSay });
    const ran = await runCli(words, { transport });
    expect([ran.exitCode, revoked(calls)]).toEqual([0, []]);
    expect(ran.stderr).toContain('No listed key is known to be unused');
  });
});

it.each([
  [
    'never-used',
    ['at least 30 days ago', 'Newer keys are not listed', 'Revoked and deleted keys are not listed'],
  ],
  ['dormant', ['not in the last 90 days', 'postern report never-used', 'Revoked and deleted keys']],
  ['expiring', ['in the next 30 days', 'Revoked and deleted keys']],
  ['unused-permissions', ['in the last 90 days', 'Revoked and deleted keys']],
])('report %s states its threshold and the excluded keys', async (name, texts) => {
  const { transport, calls } = fakeApi();
  const { stderr } = await runCli(['report', name], { transport });
  for (const text of texts) expect(stderr).toContain(text);
  const days = /(\d+) days/.exec(stderr)?.[1];
  expect(calls[0]?.query).toMatchObject({ days });
  expect((await runCli(['report', name, '--days', '7'], { transport })).stderr).toContain('7 days');
});

it.each(['dormant', 'never-used', 'expiring', 'unused-permissions', 'deactivated-owners'])(
  'report %s that the API rejects prints only the error',
  async (name) => {
    const transport = async () => problemResponse('not-found');
    const { stdout, stderr } = await runCli(['report', name, '--tenant', 'acme'], { transport });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: /);
  },
);

it.each([
  ['dormant', true],
  ['never-used', true],
  ['unused-permissions', true],
  ['expiring', false],
  ['deactivated-owners', true],
])('report %s mentions log delivery if its result depends on it: %s', async (name, mentioned) => {
  const { stdout } = await runCli(['report', name], fakeApi());
  expect(stdout.includes('Delivery was healthy')).toBe(mentioned);
});

it.each([
  ['dormant', 'reportDormant'],
  ['never-used', 'reportNeverUsed'],
  ['unused-permissions', 'reportUnusedPermissions'],
  ['deactivated-owners', 'reportDeactivatedOwners'],
])(
  'report %s without rows still explains what it lists and how reliable that is',
  async (name, operation) => {
    const { transport } = fakeApi({ [operation]: { ...reportDormant, items: [] } });
    const { stdout, stderr } = await runCli(['report', name], { transport });
    expect(stdout).toMatch(/^None\.\nDelivery was healthy/);
    expect(stderr).toContain('Revoked and deleted keys are not listed.');
  },
);

it('prints a bar per day at a terminal and none in a pipe', async () => {
  const { transport } = fakeApi();
  const usage = ['usage', '--tenant', 'acme'];
  expect((await runCli(usage, { transport, terminal: true })).stdout).toMatch(/█{12,}/);
  expect((await runCli(usage, { transport })).stdout).not.toContain('█');
});

it('access-log --follow prints existing entries, and ends on interruption', async () => {
  const { transport } = fakeApi();
  const ended = AbortSignal.abort();
  const ran = await runCli(['access-log', '--tenant', 'acme', '--follow'], {
    transport,
    instruments: { interruption: () => ended, pause: async () => {} },
  });
  expect([ran.exitCode, ran.stdout]).toEqual([0, expect.stringContaining('curl/8.5.0')]);
});
