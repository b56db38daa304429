import { describe, expect, it } from 'vitest';
import { key, keyWithDescendants, tenant } from '../api-client/support/responses.ts';
import { ANSWERS, fakeApi } from './support/fake-api.ts';
import { accountOf } from './support/instruments.ts';
import { alarmsIn, SPIKE, SPIKE_RUNBOOK } from './support/local-alarms.ts';
import { runCli } from './support/run-cli.ts';

const KEY = '/admin/v1/keys/';
const STAGE = ['--stage', 'prod', '--region', 'eu-central-1'];
const REMOTE = { local: false, findApiUrl: async () => 'https://api.example.com' };

describe('a command that takes a key ID', () => {
  it.each([
    `keys show ${key.id}`,
    `keys disable ${key.id}`,
    `keys update ${key.id} --name nightly`,
    `keys renew ${key.id}`,
    `managed-keys show ${key.id}`,
    `managed-keys rotations ${key.id}`,
    `sessions list --key ${key.id}`,
    `usage ${key.id}`,
    `access-log --key ${key.id}`,
  ])('looks up the tenant: %s', async (words) => {
    const { transport, calls } = fakeApi({ findKey: { ...keyWithDescendants, tenant: 'beta' } });
    const { exitCode } = await runCli([...words.split(' '), ...STAGE], { ...REMOTE, transport });
    expect(exitCode).toBe(0);
    expect(calls[0]?.path).toBe(KEY + key.id);
    expect(calls[1]?.path).toContain('/tenants/beta/');
  });

  it('requires --tenant if the caller has no rights on all tenants', async () => {
    const transport = async () => ({ status: 403, text: '{"message":"Forbidden"}' });
    const { exitCode, stderr } = await runCli(['keys', 'show', key.id, ...STAGE], { ...REMOTE, transport });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Add --tenant <tenant>');
  });

  it('does not look up a tenant that is specified', async () => {
    const { transport, calls } = fakeApi();
    await runCli(['keys', 'show', key.id, '--tenant', 'acme', ...STAGE], { ...REMOTE, transport });
    expect(calls.map(({ path }) => path)).toEqual([`/admin/v1/tenants/acme/keys/${key.id}`]);
  });
});

it('includes every tenant in a report, page after page', async () => {
  const { transport, calls } = fakeApi({
    listTenants: { items: [tenant, { ...tenant, id: 'beta' }], next: null },
    reportExpiring: ANSWERS.reportExpiring,
  });
  const { exitCode, stdout } = await runCli(['report', 'expiring', '--all-tenants'], { transport });
  expect(exitCode).toBe(0);
  const reports = calls.map(({ path }) => path).filter((path) => path.includes('/reports/'));
  expect(reports.map((path) => path.split('/')[4])).toEqual([tenant.id, 'beta']);
  expect(stdout.match(new RegExp(key.id, 'g'))).toHaveLength(2);
});

describe('postern alarms status', () => {
  it('lists the local alarms with state, time and runbook', async () => {
    const { transport } = fakeApi();
    const { exitCode, stdout } = await runCli(['alarms', 'status'], {
      transport,
      instruments: { findLocalAlarms: async () => alarmsIn('ALARM') },
    });
    expect(exitCode).toBe(0);
    for (const shown of ['ALARM', SPIKE, '2027-01-01T00:01:00.000Z', SPIKE_RUNBOOK])
      expect(stdout).toContain(shown);
  });

  it('prints the next step if no start evaluates them', async () => {
    const { transport } = fakeApi();
    const { exitCode, stderr } = await runCli(['alarms', 'status'], {
      transport,
      instruments: { findLocalAlarms: async () => undefined },
    });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('npm start');
  });

  it('reads the alarms of a stage from CloudWatch, and shows those in ALARM first', async () => {
    const { transport } = fakeApi();
    const asked: string[] = [];
    const [alarm] = alarmsIn('OK').alarms;
    if (!alarm) throw new Error('no alarm');
    const { stdout } = await runCli(['alarms', 'status', '--stage', 'prod', '--region', 'eu-central-1'], {
      transport,
      local: false,
      findApiUrl: async () => 'https://api.example.com',
      instruments: {
        openAccount: () =>
          accountOf({
            alarms: async (prefix) => {
              asked.push(prefix);
              return [
                { ...alarm, name: 'a' },
                { ...alarm, name: 'b', state: 'ALARM' },
              ];
            },
          }),
      },
    });
    expect(asked).toEqual(['Postern-prod-']);
    expect(stdout.search(/^ALARM +b /m)).toBeLessThan(stdout.search(/^OK +a /m));
  });
});
