import { describe, expect, it } from 'vitest';
import type { Notice } from '../../scripts/alarms/evaluator.ts';
import { resourcesOf } from '../../scripts/alarms/resources.ts';
import { ALARM_TYPES, readAlarms } from '../../scripts/alarms/template.ts';
import { fixture } from './fixture.ts';
import { simulateDay } from './simulate.ts';
import {
  customersOf,
  ordinaryTraffic,
  slowGuesser,
  stuffingWave,
  type Traffic,
  wrongKeyDeployed,
} from './traffic.ts';

const REQUESTS_A_DAY = 100_000;
/** A day takes some seconds. */
const LONG = 60_000;

const PLACE = {
  region: 'eu-central-1',
  account: '111122223333',
  physicalId: (_stack: string, logicalId: string) => logicalId,
};

describe('a day of 100,000 requests of 50 customers', () => {
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

  async function noticesOf(traffic: readonly Traffic[]): Promise<readonly Notice[]> {
    const alarms = readAlarms(resourcesOf(fixture(), ALARM_TYPES, PLACE));
    return simulateDay({ alarms, customers, traffic, usageTable: 'usage', beside: () => [], seed: 1 });
  }

  /** The names of the alarms that told a topic of ALARM, as often as they did. */
  function told(notices: readonly Notice[], topic: RegExp): readonly string[] {
    return notices
      .filter(({ to, targets }) => to === 'ALARM' && targets.some((target) => topic.test(target)))
      .map(({ alarm }) => alarm.name.replace(/^Watch-/, ''));
  }

  it(
    'with typos, an expired key that a cron job tries and a deploy with a wrong key wakes nobody',
    async () => {
      const notices = await noticesOf(ordinary);
      expect(told(notices, /^Page/)).toEqual([]);
      expect(told(notices, /^Ticket/)).toEqual([]);
    },
    LONG,
  );

  it(
    'with a stuffing wave of 1 % of it wakes somebody once, within three minutes, and says when it is over',
    async () => {
      const [wave, from] = [REQUESTS_A_DAY / 100, 15 * 60];
      const notices = await noticesOf([...ordinary, stuffingWave(wave, from)]);
      expect(told(notices, /^Page/)).toEqual(['page']);
    },
    LONG,
  );

  it(
    'with a slow guesser of 20 secrets an hour against one key raises a ticket, and wakes nobody',
    async () => {
      const notices = await noticesOf([...ordinary, slowGuesser(customerWith(0.02), 20)]);
      expect(told(notices, /^Page/)).toEqual([]);
      expect(told(notices, /^Ticket/)).toEqual(['key-guessing']);
    },
    LONG,
  );
});
