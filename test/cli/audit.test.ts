import { expect, it } from 'vitest';
import { auditEvent, key } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

it.each([
  [`--key ${key.id}`, { key: key.id }],
  ['--owner app', { owner: 'app' }],
  [`--actor ${auditEvent.actor.id} --limit 7`, { actor: auditEvent.actor.id, limit: '7' }],
])('sends the options as query parameters: %s', async (options, query) => {
  const { transport, calls } = fakeApi();
  await runCli(['audit', 'list', ...options.split(' ')], { transport });
  expect(calls).toMatchObject([{ path: '/admin/v1/tenants/demo/audit', query }]);
});

it.each(['--key a1 --owner app', '--owner app --actor x', '--actor x --key a1'])(
  'rejects exclusive options without a request: %s',
  async (options) => {
    const { transport, calls } = fakeApi();
    const { exitCode, stderr } = await runCli(['audit', 'list', ...options.split(' ')], { transport });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot be used with');
    expect(calls).toEqual([]);
  },
);

it('reads pages until there are events to show', async () => {
  const [quiet, eventful] = [
    fakeApi({ listAuditEvents: { items: [], next: 'further' } }),
    fakeApi({ listAuditEvents: { items: [auditEvent], next: null } }),
  ];
  const { stdout, stderr } = await runCli(['audit', 'list'], {
    transport: (request) => (request.query.cursor ? eventful : quiet).transport(request),
  });
  expect(stdout).toContain(auditEvent.at);
  expect(stderr).toBe('');
  expect(eventful.calls).toMatchObject([{ query: { cursor: 'further' } }]);
});

it('prints names without control characters', async () => {
  const actor = { ...auditEvent.actor, name: 'ann\u001b[2J\u202e' };
  const { transport } = fakeApi({ listAuditEvents: { items: [{ ...auditEvent, actor }], next: null } });
  for (const json of [[], ['--json']]) {
    const { stdout } = await runCli(['audit', 'list', ...json], { transport });
    expect(stdout).toContain('ann\\u001b[2J\\u202e');
    for (const steering of ['\u001b', '\u202e']) expect(stdout).not.toContain(steering);
  }
});
