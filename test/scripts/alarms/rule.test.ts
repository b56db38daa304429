import { describe, expect, it } from 'vitest';
import type { AlarmState } from '../../../scripts/alarms/definition.ts';
import { ExpressionError } from '../../../scripts/alarms/expression.ts';
import { holds, parseRule } from '../../../scripts/alarms/rule.ts';

const STATES: Readonly<Record<string, AlarmState>> = {
  CPUUtilizationTooHigh: 'ALARM',
  DiskReadOpsTooHigh: 'OK',
  NetworkOutTooHigh: 'OK',
  'New-alarm:1': 'INSUFFICIENT_DATA',
  'arn:aws:cloudwatch:us-east-1:111122223333:alarm:Far': 'ALARM',
};

function isTrue(rule: string): boolean {
  return holds(parseRule(rule), (alarm) => STATES[alarm]);
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
describe('AWS documents of rules', () => {
  it.each([
    ['ALARM(CPUUtilizationTooHigh) AND ALARM(DiskReadOpsTooHigh)', false],
    ['ALARM(CPUUtilizationTooHigh) AND NOT ALARM(DiskReadOpsTooHigh)', true],
    ['(ALARM(CPUUtilizationTooHigh) OR ALARM(DiskReadOpsTooHigh)) AND OK(NetworkOutTooHigh)', true],
    [
      '(ALARM("CPUUtilizationTooHigh") OR \n ALARM("DiskReadOpsTooHigh")) AND \n OK("NetworkOutTooHigh")',
      true,
    ],
    ['INSUFFICIENT_DATA(New-alarm:1)', true],
    ['ALARM(arn:aws:cloudwatch:us-east-1:111122223333:alarm:Far)', true],
    ['TRUE', true],
    ['FALSE OR NOT TRUE', false],
    ['ALARM(DiskReadOpsTooHigh) AND FALSE OR TRUE', true],
  ])('%s → %s', (rule, expected) => {
    expect(isTrue(rule)).toBe(expected);
  });
});

describe('refused, and it says why:', () => {
  it.each([
    ['an alarm that is not there', 'ALARM(Nobody)', 'no alarm Nobody'],
    ['a function that rules lack', 'BROKEN("Far")', 'no BROKEN'],
    ['a sum', 'ALARM("Far") + 1', 'no +'],
  ])('%s', (_, rule, why) => {
    expect(() => isTrue(rule)).toThrow(ExpressionError);
    expect(() => isTrue(rule)).toThrow(why);
  });
});
