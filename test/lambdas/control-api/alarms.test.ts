import { beforeEach, describe, expect, it, vi } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Outcome } from '../../../lib/core/access/outcomes.ts';
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

  /** Adds requests with a key to the access log, a millisecond apart, newest first. */
  async function addRequests(outcomes: readonly Outcome[], newestAtMs = NOON) {
    const { key } = await issue(api.deps);
    const entry = {
      ...({ tenant: 'acme', key: key.id, via: 'authorizer', method: 'GET', route: '/' } as const),
      sourceAddress: '203.0.113.9',
    };
    await api.usage.appendAccessLog(
      `batch ${newestAtMs}`,
      outcomes.map((outcome, index) => ({
        ...{ ...entry, outcome, atMs: newestAtMs - index },
        id: `${newestAtMs - index}`.padStart(16, '0'),
      })),
    );
    return key;
  }

  it('name the key whose secret is guessed, and count the failed authentications of the last hour', async () => {
    const key = await addRequests(['unknown', 'unknown', 'revoked', 'expired']);
    await addRequests(['unknown'], NOON - 2 * 3_600_000);
    api.activeAlarms.push(alarm('key-guessing'), alarm('failed-authentication-spike'));
    expect((await api.done('showTenantAlarms', acme)).items.map(({ cause }) => cause)).toEqual([
      `Wrong secrets for key ${key.id} in the last hour: 2`,
      'Failed authentications with keys of this tenant in the last hour: 3',
    ]);
  });

  it('count the failed authentications also behind many other denials', async () => {
    await addRequests([...Array.from({ length: 1000 }, () => 'rate-limited' as const), 'unknown']);
    api.activeAlarms.push(alarm('failed-authentication-spike'));
    expect((await api.done('showTenantAlarms', acme)).items.map(({ cause }) => cause)).toEqual([
      'Failed authentications with keys of this tenant in the last hour: 1',
    ]);
  });

  it('are found with one read of each part of the tenant, also if several alarms need it', async () => {
    await addRequests(['unknown']);
    const listAccessLog = vi.spyOn(api.usage, 'listAccessLog');
    const listManagedKeys = vi.spyOn(api.store, 'listManagedKeys');
    api.activeAlarms.push(
      ...['failed-authentication-spike', 'failed-authentication-ratio', 'distributed-failures'].map(alarm),
      ...['rotation-failed', 'rotation-overdue', 'secret-label-drift'].map(alarm),
    );
    expect((await api.done('showTenantAlarms', acme)).items).toHaveLength(3);
    expect(listAccessLog).toHaveBeenCalledOnce();
    expect(listManagedKeys).toHaveBeenCalledOnce();
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
