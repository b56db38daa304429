import { beforeEach, describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { createTenant } from '../../../lib/core/tenants/create.ts';
import { NOON } from '../../support/entities.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi, minimalControlApi } from './admin-api.ts';

const MINUTE = 60_000;

let api: ReturnType<typeof createAdminApi>;

beforeEach(() => {
  api = createAdminApi();
});

function metricsOf(logged: readonly string[]) {
  return logged.map((line) => JSON.parse(line)).map(({ _aws, ...values }) => ({ ..._aws, values }));
}

it('emits a metric for a test notification, which passes through the alarm', async () => {
  expect(await api.done('testNotifications', {})).toEqual({ requestedAt: new Date(NOON).toISOString() });
  const [line, ...more] = metricsOf(api.measured);
  expect(more).toEqual([]);
  expect(line).toMatchObject({ Timestamp: NOON, values: { KeyTable: 'keys', TestNotifications: 1 } });
});

describe('a mute', () => {
  it('ends automatically after one metric value for each of its minutes', async () => {
    const { until } = await api.done('mutePages', { json: { minutes: 3 } });
    expect(until).toBe(new Date(NOON + 3 * MINUTE).toISOString());
    const lines = metricsOf(api.measured);
    expect(lines.map(({ Timestamp }) => Timestamp)).toEqual([NOON, NOON + MINUTE, NOON + 2 * MINUTE]);
    for (const { values } of lines) expect(values).toEqual({ KeyTable: 'keys', PagingMuted: NOON });
  });

  it('is ended for every remaining minute', async () => {
    await api.done('unmutePages', {});
    const lines = metricsOf(api.measured);
    expect(lines).toHaveLength(116);
    for (const { values } of lines) expect(values).toEqual({ KeyTable: 'keys', PagingUnmuted: NOON });
  });

  it.each([0, -1, 1.5, 116, null, '30'])(
    'of %j minutes is rejected, because CloudWatch accepts data up to two hours ahead',
    async (minutes) => {
      const { status, issues } = await api.rejected('mutePages', { json: { minutes } });
      expect(status).toBe(400);
      expect(issues?.[0]).toMatchObject({ path: 'body.minutes' });
      expect(api.measured).toEqual([]);
    },
  );
});

describe('the active alarms of a tenant', () => {
  const acme = { params: { tenant: 'acme' } };
  const alarm = (name: string) => ({
    ...{ name, sinceMs: NOON, summary: 'What happened.', runbook: `docs/runbooks/${name}.md` },
  });

  beforeEach(async () => {
    await createTenantWithOwners(api.deps);
    await createTenant(api.deps, ADA, { id: 'beta', name: null, maxKeyLifetimeDays: null });
  });

  it('are those whose cause is in the data of the tenant', async () => {
    await issue(api.deps, { expiresAtMs: NOON + 86_400_000 });
    api.activeAlarms.push(alarm('keys-expiring'), alarm('rotation-failed'), alarm('authorizer-faults'));
    expect((await api.done('showTenantAlarms', acme)).items).toEqual([
      {
        name: 'keys-expiring',
        since: new Date(NOON).toISOString(),
        summary: 'What happened.',
        cause: 'Keys that expire within 7 days and are not rotated: 1',
        runbook: 'docs/runbooks/keys-expiring.md',
      },
    ]);
    expect(await api.done('showTenantAlarms', { params: { tenant: 'beta' } })).toEqual({ items: [] });
  });

  it('name the key whose secret is guessed, and count the failed authentications of the last hour', async () => {
    const { key } = await issue(api.deps);
    const entry = {
      ...({ tenant: 'acme', key: key.id, via: 'authorizer', method: 'GET', route: '/' } as const),
      sourceAddress: '203.0.113.9',
    };
    const outcomes = ['unknown', 'unknown', 'revoked', 'expired'] as const;
    await api.usage.appendAccessLog('batch', [
      ...outcomes.map((outcome, index) => ({
        ...entry,
        outcome,
        id: `${index}`.padStart(16, '0'),
        atMs: NOON - index,
      })),
      { ...entry, outcome: 'unknown', id: 'f'.repeat(16), atMs: NOON - 2 * 3_600_000 },
    ]);
    api.activeAlarms.push(alarm('key-guessing'), alarm('failed-authentication-spike'));
    expect((await api.done('showTenantAlarms', acme)).items.map(({ cause }) => cause)).toEqual([
      `Wrong secrets for key ${key.id} in the last hour: 2`,
      'Failed authentications with keys of this tenant in the last hour: 3',
    ]);
  });

  it('are not read without an active alarm', async () => {
    const before = api.usage.reads.size;
    expect(await api.done('showTenantAlarms', acme)).toEqual({ items: [] });
    expect(api.usage.reads.size).toBe(before);
  });

  it('are not available in a deployment without monitoring', async () => {
    const handler = minimalControlApi(api.deps);
    const route = adminRoutes.showTenantAlarms;
    expect(await handler(httpApiEvent({ ...acme, route }))).toMatchObject({ statusCode: 409 });
  });
});
