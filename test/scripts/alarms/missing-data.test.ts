import { describe, expect, it } from 'vitest';
import { ALARM_STATES, type AlarmState } from '../../../scripts/alarms/definition.ts';
import { evaluationRange, judge, type Verdict } from '../../../scripts/alarms/missing-data.ts';

/** As the tables of CloudWatch's user guide write it: `0` is good, `X` violations, `-` is missing; the newest is last. */
function points(text: string): Verdict[] {
  return text.split(' ').map((point) => (point === '-' ? undefined : point === 'X'));
}

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** What each treatment makes of the points; `kept` where the state stays what it was. */
function statesOf(text: string, datapointsToAlarm: number): (AlarmState | 'kept')[] {
  const judging = { evaluationPeriods: 3, datapointsToAlarm };
  return TREATMENTS.map((missingData) => {
    const after = (current: AlarmState) => judge(points(text), { ...judging, missingData }, current);
    return ALARM_STATES.every((state) => after(state) === state) ? 'kept' : after('OK');
  });
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe('3 of 3 points, with 5 retrieved, as AWS documents them', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'kept', 'ALARM', 'OK']],
  ] as const)('%s → %o', (text, expected) => {
    expect(statesOf(text, 3)).toEqual(expected);
  });
});

describe('2 of 3 points as AWS documents them', () => {
  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'kept', 'ALARM', 'OK']],
  ] as const)('%s → %o', (text, expected) => {
    expect(statesOf(text, 2)).toEqual(expected);
  });
});

describe('no premature ALARM, as AWS documents', () => {
  it.each(['- - - - X', '- - - X -'])('%s of 3 of 3 keeps the state', (text) => {
    expect(statesOf(text, 3)[0]).toBe('kept');
  });
});

it('ignores points before the last N if none is missing', () => {
  const judging = { evaluationPeriods: 3, datapointsToAlarm: 2, missingData: 'missing' } as const;
  expect(judge(points('X X X 0 0'), judging, 'ALARM')).toBe('OK');
});

it('retrieves 5 points for 3, as AWS documents', () => {
  expect(evaluationRange({ evaluationPeriods: 3 })).toBe(5);
});
