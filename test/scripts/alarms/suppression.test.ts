import { expect, it } from 'vitest';
import type { AlarmState, CompositeAlarm } from '../../../scripts/alarms/definition.ts';
import { MINUTE_MS } from '../../../scripts/alarms/metric-store.ts';
import { Suppression } from '../../../scripts/alarms/suppression.ts';

const page: CompositeAlarm = {
  ...{ kind: 'composite', name: 'page', arn: 'arn:page', description: '', follows: 'cause' },
  actions: { ALARM: ['arn:topic'], OK: ['arn:topic'], INSUFFICIENT_DATA: [] },
  suppressor: { alarm: 'muted', waitSeconds: 60, extensionSeconds: 120 },
};

/**
 * The notifications of an alarm by minute, for the states of the alarm and its suppressor.
 * `A` is ALARM, `o` is OK.
 */
function notifications(states: string, suppressor: string): string {
  const suppression = new Suppression();
  const read = (letter: string | undefined): AlarmState => (letter === 'A' ? 'ALARM' : 'OK');
  return [...states]
    .map((letter, minute) => {
      const [from, to] = [read(states[minute - 1]), read(letter)];
      const atMs = minute * MINUTE_MS;
      if (from !== to) suppression.pass({ alarm: page, from, to, atMs, reason: '' });
      const [released] = suppression.release(atMs, () => read(suppressor[minute]));
      if (!released) return '.';
      return released.to === 'ALARM' ? 'A' : 'o';
    })
    .join('');
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
it.each([
  ['does not notify before the wait period has passed', 'oAAAAA', 'oooooo', '..A...'],
  ['does not notify if the suppressor goes into ALARM in the wait period', 'oAAAAA', 'ooAAAA', '......'],
  ['does not notify while the suppressor is in ALARM', 'oAAAoo', 'AAAAAA', '......'],
  ['notifies after the extension period of the suppressor', 'oAAAAAA', 'AAAoooo', '....A..'],
  ['does not notify of an alarm that ended before the suppressor', 'oAAoooo', 'AAAoooo', '.......'],
  ['notifies of OK after it notified of ALARM', 'oAAAooo', 'ooooooo', '..A..o.'],
  ['does not notify of an alarm that ended in the wait period', 'oAoooo', 'oooooo', '......'],
])('%s', (_, states, suppressor, expected) => {
  expect(notifications(states, suppressor)).toBe(expected);
});
