import { expect, it } from 'vitest';
import { auditEvent } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { type RunOptions, runCli } from './support/run-cli.ts';

const EXPORT = ['audit', 'export', '--since', '2027-01-01'];
const older = {
  ...auditEvent,
  id: 'older',
  at: '2027-01-30T12:00:00.000Z',
  after: { name: 'x\u2028\u001b[2J' },
};

function twoPages() {
  const first = fakeApi({ listAuditEvents: { items: [auditEvent], next: 'page-2' } });
  const second = fakeApi({ listAuditEvents: { items: [older], next: null } });
  const transport: RunOptions['transport'] = (request) =>
    (request.query.cursor ? second : first).transport(request);
  return { transport, first, second };
}

it('prints every event as a line of JSON, newest first, over all pages', async () => {
  const { stdout, stderr, exitCode } = await runCli(EXPORT, twoPages());
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([auditEvent, older]);
  for (const steering of ['\u2028', '\u001b']) expect(stdout).not.toContain(steering);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

it.each([
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
])('requests the time range: --until %s', async (until, instant) => {
  const { transport, first, second } = twoPages();
  await runCli([...EXPORT, '--until', until, '--owner', 'app'], { transport });
  const query = { since: '2027-01-01T00:00:00.000Z', until: instant, owner: 'app', limit: '100' };
  expect([...first.calls, ...second.calls].map((call) => call.query)).toEqual([
    query,
    { ...query, cursor: 'page-2' },
  ]);
});

it.each([['yesterday'], ['2027-02-30'], ['2027-01-31T12:00:00'], ['']])(
  'rejects an invalid start day: %j',
  async (since) => {
    const { transport, calls } = fakeApi();
    const { exitCode, stderr } = await runCli(['audit', 'export', '--since', since], { transport });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('RFC 3339');
    expect(calls).toEqual([]);
  },
);

it('reports an interrupted export with the next step, and prints complete lines only', async () => {
  const { transport } = twoPages();
  const { stdout, stderr, exitCode } = await runCli(EXPORT, {
    transport: async (request) => (request.query.cursor ? { status: 503, text: '' } : transport(request)),
  });
  expect(stdout).toBe(`${JSON.stringify(auditEvent)}\n`);
  expect(stderr).toMatch(/^error: .*\n→ Try again/);
  expect(exitCode).toBe(3);
});
