import { beforeEach, describe, expect, it } from 'vitest';
import { NOON } from '../../support/entities.ts';
import { createAdminApi } from './admin-api.ts';

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
