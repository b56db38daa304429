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
 * What is told, minute by minute, of an alarm whose state, and whose suppressor's, are those.
 * `A` is ALARM, `o` is OK.
 */
function told(states: string, suppressor: string): string {
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
  ['the wait period passes before anything is told', 'oAAAAA', 'oooooo', '..A...'],
  ['the suppressor that goes off in it holds the actions back', 'oAAAAA', 'ooAAAA', '......'],
  ['while the suppressor is in ALARM nothing is told', 'oAAAoo', 'AAAAAA', '......'],
  ['the extension period passes after the suppressor', 'oAAAAAA', 'AAAoooo', '....A..'],
  ['what is over by then is not told', 'oAAoooo', 'AAAoooo', '.......'],
  ['what is told as ALARM is told as OK', 'oAAAooo', 'ooooooo', '..A..o.'],
  ['what comes and goes in the wait period is not told', 'oAoooo', 'oooooo', '......'],
])('%s', (_, states, suppressor, expected) => {
  expect(told(states, suppressor)).toBe(expected);
});
