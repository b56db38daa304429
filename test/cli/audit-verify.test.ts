import { expect, it } from 'vitest';
import { viewAuditLink } from '../../lambdas/control-api/views.ts';
import { nextLink } from '../../lib/core/audit/chain/link.ts';
import { auditEvent, auditLink, tenant } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const VERIFY = ['audit', 'verify'];

it('reports the verified range of an intact trail', async () => {
  const { transport, calls } = fakeApi();
  const { stdout, stderr, exitCode } = await runCli([...VERIFY, '--tenant', 'acme'], { transport });
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: `The audit trail is intact.\n1 links since ${auditLink.at}; 1 events match their links\nThe beginning of the chain is not recorded yet; the next link records it\n`,
    stderr: '',
    exitCode: 0,
  });
  expect(calls.map(({ operation, query }) => [operation, query])).toEqual([
    ['listAuditLinks', { store: 'table', limit: '100' }],
    ['listAuditEvents', { limit: '100' }],
  ]);
});

it('names changed events, and ends with exit code 1', async () => {
  const changed = { ...auditEvent, after: { name: 'other' } };
  const api = fakeApi({ listAuditEvents: { items: [changed], next: null } });
  const { stdout, exitCode } = await runCli([...VERIFY, '--tenant', 'acme'], api);
  expect(stdout).toContain('event-changed');
  for (const word of ['acme', auditEvent.at, auditEvent.id]) expect(stdout).toContain(word);
  expect(exitCode).toBe(1);
});

it('prints the whole report with --json', async () => {
  const api = fakeApi({ listAuditEvents: { items: [], next: null } });
  const { stdout, exitCode } = await runCli(['--json', ...VERIFY, '--tenant', 'acme'], api);
  expect(JSON.parse(stdout)).toEqual({
    ...{ links: 1, sinceMs: Date.parse(auditLink.at), beganMs: null, intact: 0, pending: 0, beforeChain: 0 },
    late: null,
    findings: [
      { fault: 'event-missing', tenant: 'acme', id: auditEvent.id, atMs: Date.parse(auditEvent.at) },
    ],
  });
  expect(exitCode).toBe(1);
});

it('verifies all tenants in a time range on request', async () => {
  const tenants = { items: [tenant, { ...tenant, id: 'beta' }], next: null };
  const { transport, calls } = fakeApi({ listTenants: tenants, listAuditEvents: { items: [], next: null } });
  const span = ['--since', '2027-01-01', '--until', '2027-01-31'];
  expect((await runCli([...VERIFY, '--all', ...span], { transport })).exitCode).toBe(0);
  const asked = calls.filter(({ operation }) => operation === 'listAuditEvents');
  expect(asked.map(({ path }) => path)).toEqual([
    '/admin/v1/tenants/acme/audit',
    '/admin/v1/tenants/beta/audit',
  ]);
  expect(asked[0]?.query).toMatchObject({
    since: '2027-01-01T00:00:00.000Z',
    until: '2027-01-31T00:00:00.000Z',
  });
});

it('states since when the chain exists, and fails if its beginning moved', async () => {
  const page = { items: [auditLink], next: null, archived: false };
  const verify = (beginning: Pick<typeof auditLink, 'at' | 'hash' | 'keptUntil'>) =>
    runCli([...VERIFY, '--tenant', 'acme'], fakeApi({ listAuditLinks: { ...page, beginning } }));
  const whole = await verify(auditLink);
  expect(whole.stdout).toContain(`The chain began at ${auditLink.at}, as recorded outside the tables`);
  expect(whole.exitCode).toBe(0);
  const moved = await verify({ ...auditLink, hash: 'a'.repeat(64) });
  expect(moved.stdout).toMatch(/beginning-moved .* link 1/);
  expect(moved.exitCode).toBe(1);
});

it('compares the chain with the archive of a deployment', async () => {
  const forged = nextLink(undefined, [], { nowMs: Date.parse(auditLink.at), retentionDays: 400 });
  const archived = fakeApi({
    listAuditLinks: { items: [viewAuditLink(forged)], next: null, archived: true, beginning: null },
  });
  const api = fakeApi({
    listAuditLinks: { items: [auditLink], next: null, archived: true, beginning: null },
  });
  const { stdout, exitCode } = await runCli([...VERIFY, '--tenant', 'acme'], {
    transport: (request) => (request.query.store === 'archive' ? archived : api).transport(request),
  });
  expect(stdout).toContain('link-forked');
  expect(stdout).toContain('link 1');
  expect(exitCode).toBe(1);
});

it('runs list by default: audit --tenant acme, audit --follow', async () => {
  const { transport, calls } = fakeApi();
  expect((await runCli(['audit', '--tenant', 'acme'], { transport })).exitCode).toBe(0);
  expect(calls.map(({ operation }) => operation)).toEqual(['listAuditEvents']);
});

it('does not report a range without events as intact', async () => {
  const { transport } = fakeApi({ listAuditEvents: { items: [], next: null } });
  const words = [...VERIFY, '--tenant', 'acme', '--since', '2020-01-01', '--until', '2020-01-02'];
  const { stdout } = await runCli(words, { transport });
  expect(stdout).toContain('No audit events in this range: none were verified.');
  expect(stdout).not.toContain('intact.');
});
