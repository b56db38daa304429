import { describe, expect, it } from 'vitest';
import type { Notification } from '../../scripts/alarms/evaluator.ts';
import { prodAlarms } from '../support/stage-alarms.ts';
import { MIDNIGHT, simulateDay } from './simulate.ts';
import {
  customersOf,
  ordinaryTraffic,
  slowGuesser,
  stuffingWave,
  type Traffic,
  typos,
  wrongKeyDeployed,
} from './traffic.ts';

/** 50 requests per minute on average. */
const REQUESTS_A_DAY = 72_000;
/** The simulation of a day takes some seconds, and more on a busy machine. */
const LONG = { timeout: 120_000 };

const alarms = prodAlarms();
const customers = customersOf(50);
const ordinary = [
  ordinaryTraffic(customers, REQUESTS_A_DAY),
  wrongKeyDeployed(customerWith(0.02), REQUESTS_A_DAY),
];

function customerWith(share: number) {
  const found = customers.findLast((customer) => customer.share >= share);
  if (!found) throw new Error(`no customer has ${share} of the traffic`);
  return found;
}

async function keyEventsOf(traffic: readonly Traffic[]): Promise<readonly Notification[]> {
  return simulateDay({ alarms, customers, traffic, usualFailures: typos(REQUESTS_A_DAY), seed: 1 });
}

/** The name of the alarm for each notification of ALARM. */
function told(notifications: readonly Notification[], topic: RegExp): readonly string[] {
  return notifications
    .filter(({ to, targets }) => to === 'ALARM' && targets.some((target) => topic.test(target)))
    .map(({ alarm }) => alarm.name.replace('Postern-prod-Monitoring-', ''));
}

/** The minutes of the day in which an alarm notified ALARM and OK. */
function minutesOf(notifications: readonly Notification[], alarm: string): readonly number[] {
  return notifications
    .filter(
      (notification) =>
        notification.alarm.name.endsWith(`-${alarm}`) && notification.from !== 'INSUFFICIENT_DATA',
    )
    .map(({ atMs }) => (atMs - MIDNIGHT) / 60_000);
}

describe('a day of 72,000 requests of 50 customers, with mistyped keys, an expired key and a deployment with a wrong key', () => {
  it('causes no page', LONG, async () => {
    const notifications = await keyEventsOf(ordinary);
    expect(told(notifications, /Page/)).toEqual([]);
    // The deployment causes a ticket.
    expect(told(notifications, /Ticket/)).toEqual(['failed-authentication-anomaly']);
  });

  it(
    'with a stuffing wave of 1 % of its requests sends one page, and reports the end in time',
    LONG,
    async () => {
      const begins = 15 * 60;
      const notifications = await keyEventsOf([...ordinary, stuffingWave(REQUESTS_A_DAY / 100, begins)]);
      expect(told(notifications, /Page/)).toEqual(['page-distributed-failures']);
      expect(minutesOf(notifications, 'failed-authentication-spike')[0]).toBeLessThanOrEqual(begins + 2);
      const [wakes, over] = minutesOf(notifications, 'page-distributed-failures');
      expect(wakes).toBeLessThanOrEqual(begins + 6);
      expect(over).toBeLessThanOrEqual(begins + 30);
    },
  );

  it(
    'with a slow guesser of 20 secrets an hour against one key causes a ticket within the hour, and no page',
    LONG,
    async () => {
      const notifications = await keyEventsOf([...ordinary, slowGuesser(customerWith(0.02), 20)]);
      expect(told(notifications, /Page/)).toEqual([]);
      expect(told(notifications, /Ticket/).filter((alarm) => alarm === 'key-guessing')).toHaveLength(1);
      expect(minutesOf(notifications, 'key-guessing')[0]).toBeLessThanOrEqual(60);
    },
  );
});
