import { describe, expect, it } from 'vitest';
import { muteLines, testNotificationLine, unmuteLines } from '../../lib/contracts/key-metrics.ts';
import type { Notification } from '../../scripts/alarms/evaluator.ts';
import { keyOf } from '../support/entities.ts';
import { prodAlarms } from '../support/stage-alarms.ts';
import { MIDNIGHT, type Simulation, simulateDay } from './simulate.ts';
import {
  customersOf,
  hostNameSearch,
  junkBurst,
  ordinaryTraffic,
  retryLoop,
  stuffingWave,
  type Traffic,
  tableOutage,
} from './traffic.ts';

/** Less than one request per minute. */
const REQUESTS_A_DAY = 1_000;
const LONG = { timeout: 120_000 };
const ATTACK = 10 * 60;
const ATTACK_PAGE = 'page-distributed-failures';

const alarms = prodAlarms();
const customers = customersOf(5);
const customerManagedKey = keyOf('tenant-0', { id: 'customer0' });

interface Told {
  readonly minute: number;
  readonly alarm: string;
}

async function day(traffic: readonly Traffic[], commands?: Simulation['commands']) {
  const ordinary = ordinaryTraffic(customers, REQUESTS_A_DAY);
  const notifications = await simulateDay({
    ...{ alarms, customers, traffic: [ordinary, ...traffic], usualFailures: () => 0, seed: 1 },
    ...(commands && { commands }),
  });
  return {
    pages: toldOf(notifications, /Page/),
    tickets: toldOf(notifications, /Ticket/).map(({ alarm }) => alarm),
  };
}

/** Each ALARM that notified a topic. */
function toldOf(notifications: readonly Notification[], topic: RegExp): readonly Told[] {
  return notifications
    .filter(({ to, targets }) => to === 'ALARM' && targets.some((target) => topic.test(target)))
    .map(({ alarm, atMs }) => ({
      minute: (atMs - MIDNIGHT) / 60_000,
      alarm: alarm.name.replace('Postern-prod-Monitoring-', ''),
    }));
}

describe('on a quiet API', () => {
  it.each([1, 120])(
    '120 junk requests in ten seconds, from %i addresses, send no page',
    LONG,
    async (sources) => {
      const { pages, tickets } = await day([junkBurst(120, sources, ATTACK)]);
      expect(pages).toEqual([]);
      expect(tickets).toContain('failed-authentication-spike');
    },
  );

  it.each([1, 10])(
    "one customer's retry loop for three hours, on %i machines, pages nobody",
    LONG,
    async (machines) => {
      const loop = retryLoop(customerManagedKey, {
        machines,
        perMinute: 300 / machines,
        from: ATTACK,
        length: 180,
      });
      const { pages, tickets } = await day([loop]);
      expect(pages).toEqual([]);
      expect(tickets).toContain('failed-authentication-spike');
      expect(tickets).toContain('failed-authentication-source');
    },
  );

  it('a few failures raise no anomaly alarm', LONG, async () => {
    const loop = retryLoop(customerManagedKey, { machines: 1, perMinute: 2, from: ATTACK, length: 60 });
    expect((await day([loop])).tickets).toEqual([]);
  });

  it('a search for tenants with random keys at 400 host names raises alarms', LONG, async () => {
    const { tickets } = await day([hostNameSearch(400, ATTACK)]);
    expect(tickets).toContain('failed-authentication-spike');
    expect(tickets).toContain('failed-authentication-source');
  });

  it('a stuffing wave from many addresses pages once, within six minutes', LONG, async () => {
    const { pages } = await day([stuffingWave(1_000, ATTACK)]);
    expect(pages.map(({ alarm }) => alarm)).toEqual([ATTACK_PAGE]);
    expect(pages[0]?.minute).toBeLessThanOrEqual(ATTACK + 6);
  });
});

describe('each cause pages', () => {
  it('while another cause is paging', LONG, async () => {
    const { pages } = await day([stuffingWave(1_000, ATTACK), tableOutage(5, ATTACK + 6, 3)]);
    expect(pages.map(({ alarm }) => alarm).sort()).toEqual(['page-authorizer-faults', ATTACK_PAGE]);
  });

  it('a minute after a test notification', LONG, async () => {
    const test: Simulation['commands'] = (minute, keyTable, atMs) =>
      minute === ATTACK - 1 ? [testNotificationLine(keyTable, atMs)] : [];
    const { pages } = await day([stuffingWave(1_000, ATTACK)], test);
    expect(pages.map(({ alarm }) => alarm)).toEqual(['test-notification', ATTACK_PAGE]);
  });

  it(
    'at the end of a mute in which it started, but a test notification in the mute does not',
    LONG,
    async () => {
      const commands: Simulation['commands'] = (minute, keyTable, atMs) => {
        if (minute === ATTACK - 5) return muteLines(keyTable, 30, atMs);
        return minute === ATTACK + 2 ? [testNotificationLine(keyTable, atMs)] : [];
      };
      const long = [
        stuffingWave(1_000, ATTACK),
        stuffingWave(1_000, ATTACK + 10),
        stuffingWave(1_000, ATTACK + 20),
      ];
      const { pages } = await day(long, commands);
      expect(pages.map(({ alarm }) => alarm)).toEqual(['test-notification', ATTACK_PAGE]);
      expect(pages[1]?.minute).toBeGreaterThanOrEqual(ATTACK + 25);
      expect(pages[1]?.minute).toBeLessThanOrEqual(ATTACK + 28);
    },
  );

  it(
    'within two minutes of an unmute, and a mute that is asked for afterwards holds again',
    LONG,
    async () => {
      const commands: Simulation['commands'] = (minute, keyTable, atMs) => {
        if (minute === ATTACK - 5) return muteLines(keyTable, 115, atMs);
        if (minute === ATTACK + 7) return unmuteLines(keyTable, atMs);
        return minute === ATTACK + 55 ? muteLines(keyTable, 30, atMs) : [];
      };
      const { pages } = await day([stuffingWave(1_000, ATTACK), tableOutage(5, ATTACK + 60, 3)], commands);
      expect(pages.map(({ alarm }) => alarm)).toEqual([ATTACK_PAGE]);
      expect(pages[0]?.minute).toBeGreaterThanOrEqual(ATTACK + 8);
      expect(pages[0]?.minute).toBeLessThanOrEqual(ATTACK + 10);
    },
  );
});
