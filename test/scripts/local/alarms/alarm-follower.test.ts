import { expect, it } from 'vitest';
import type { Alarm, AlarmState, MetricAlarm } from '../../../../scripts/alarms/definition.ts';
import type { Datum } from '../../../../scripts/alarms/metric-store.ts';
import { AlarmFollower } from '../../../../scripts/local/alarms/alarm-follower.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const FAILURES = { namespace: 'Postern', metric: 'Failures', dimensions: {} };
const NO_ACTIONS = { ALARM: [], OK: [], INSUFFICIENT_DATA: [] };

const spike: MetricAlarm = {
  ...{ kind: 'metric', name: 'spike', arn: 'arn:spike', description: 'many failures' },
  actions: { ...NO_ACTIONS, ALARM: ['arn:ticket'], OK: ['arn:ticket'] },
  queries: [{ id: 'm', metric: FAILURES, periodSeconds: 60, statistic: 'Sum' }],
  ...{ watched: 'm', threshold: 10, comparison: 'GreaterThanThreshold' },
  ...{ evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'notBreaching' },
};
const heartbeat: MetricAlarm = {
  ...spike,
  ...{ name: 'heartbeat', arn: 'arn:heartbeat', threshold: 1, comparison: 'LessThanThreshold' },
  queries: [{ id: 'm', metric: { ...FAILURES, metric: 'Beats' }, periodSeconds: 60, statistic: 'Sum' }],
  missingData: 'breaching',
};

/** An emulator, as of `seconds` after noon. */
function emulator({ states = {} }: { states?: Record<string, AlarmState> } = {}) {
  const [done, relayed, logged] = [[] as string[], [] as Datum[], [] as Datum[]];
  const deployed: Alarm[] = [spike];
  const watch = new AlarmFollower(
    {
      logged: async () => logged.splice(0),
      native: async () => [],
      deployed: async () => [...deployed],
      service: {
        put: async (data) => void relayed.push(...data),
        createUnsupported: async (alarms) =>
          void done.push(`create ${alarms.map(({ name }) => name).join()}`),
        states: async () => new Map(Object.entries(states)),
        apply: async ({ transitions, notifications }) => {
          done.push(...transitions.map(({ alarm, to }) => `${alarm.name} is ${to}`));
          done.push(
            ...notifications.map(({ alarm, to, targets }) => `tell ${targets.join()} ${alarm.name} ${to}`),
          );
        },
      },
    },
    NOON,
  );
  const poll = (seconds: number) => watch.poll(NOON + seconds * 1_000, new AbortController().signal);
  const log = (value: number, seconds: number) =>
    void logged.push({ ...FAILURES, value, atMs: NOON + seconds * 1_000 });
  return { done, relayed, deployed, poll, log };
}

it('evaluates a minute once, after the delivery delay of its last lines', async () => {
  const { done, relayed, poll, log } = emulator({ states: { spike: 'OK' } });
  const first = await poll(20);
  expect(first?.alarms).toMatchObject([{ name: 'spike', state: 'OK', since: null }]);
  log(11, 70);
  expect(await poll(72)).toMatchObject({ evaluatedAt: '2026-03-01T12:01:12.000Z' });
  expect(await poll(123)).toBeUndefined();
  log(4, 119);
  const alarms = await poll(126);
  expect(alarms?.alarms).toMatchObject([
    {
      name: 'spike',
      state: 'ALARM',
      since: '2026-03-01T12:02:00.000Z',
      reason: expect.stringContaining('15'),
    },
  ]);
  expect(await poll(128)).toBeUndefined();
  expect(done).toEqual(['create spike', 'spike is ALARM', 'tell arn:ticket spike ALARM']);
  expect(relayed.map(({ value, atMs }) => [value, atMs - NOON])).toEqual([
    [11, 70_000],
    [4, 119_000],
  ]);
});

it('uses alarms that another start deploys from the next minute on', async () => {
  const { done, deployed, poll } = emulator({ states: { spike: 'OK' } });
  await poll(20);
  deployed.push({ ...spike, name: 'other', arn: 'arn:other' });
  await poll(66);
  expect(done).toEqual(['create spike', 'create spike,other', 'other is OK', 'tell arn:ticket other OK']);
});

it('does not treat the time before the start as missing data', async () => {
  const { done, deployed, poll } = emulator({ states: { spike: 'OK', heartbeat: 'OK' } });
  deployed.push(heartbeat);
  for (const seconds of [20, 66, 126]) await poll(seconds);
  expect(done).not.toContain('heartbeat is ALARM');
  await poll(186);
  expect(done).toContain('heartbeat is ALARM');
});
