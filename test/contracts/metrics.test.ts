import { expect, it } from 'vitest';
import { METRICS, usageMetricsLines } from '../../lib/contracts/metrics.ts';
import { summaryOf } from '../../lib/core/usage/summary.ts';
import { NOON } from '../support/entities.ts';
import { decided } from '../support/logged-decisions.ts';

type Given = Parameters<typeof decided>[0];

function linesOf(decisions: readonly Given[], failures = { ofOneKey: 0, ofOneAddress: 0, distributed: 0 }) {
  const counted = decisions.map((each) => ({ ...decided(each), via: 'authorizer' as const }));
  const summary = summaryOf({ decisions: counted, failures, dropped: 1 });
  return usageMetricsLines('usage', summary, NOON).map((line) => JSON.parse(line));
}

it('writes the outcomes, failures, faults and durations of a delivery as metrics', () => {
  const decisions = [
    { ms: 1.5 },
    { outcome: 'expired', ms: 2 },
    { outcome: 'unknown', ms: 3 },
    { outcome: 'unavailable', ms: 90 },
  ] as const;
  const [line, ...more] = linesOf(decisions, { ofOneKey: 7, ofOneAddress: 8, distributed: 9 });
  expect(more).toEqual([]);
  expect(line).toEqual({
    _aws: expect.objectContaining({ Timestamp: NOON }),
    UsageTable: 'usage',
    Decisions: 4,
    DroppedLogLines: 1,
    AuthenticationFailures: 1,
    DecisionFaults: 1,
    MaxGuessesPerKey: 7,
    MaxFailuresPerSourceIp: 8,
    DistributedFailures: 9,
    'Decisions.expired': 1,
    'Decisions.unknown': 1,
    'Decisions.unavailable': 1,
    DecisionDuration: [1.5, 2, 3, 90],
  });
});

it('counts requests whose limits could not be charged, denied or allowed', () => {
  const [line] = linesOf([{ outcome: 'limiter-unavailable' }, { limiterUnavailable: true }, {}]);
  expect(line).toMatchObject({ LimiterFaults: 2, DecisionFaults: 1, Decisions: 3 });
});

it('declares each metric of a line in one dimension', () => {
  const [{ _aws, UsageTable, ...values } = { _aws: undefined }] = linesOf([{ ms: 1 }]);
  const [declared] = _aws.CloudWatchMetrics;
  expect(declared).toMatchObject({ Namespace: 'Postern', Dimensions: [['UsageTable']] });
  expect(declared.Metrics.map(({ Name }: { Name: string }) => Name).sort()).toEqual(
    Object.keys(values).sort(),
  );
});

it('writes more durations than fit one line in further lines, each duration once', () => {
  const lines = linesOf(Array.from({ length: 250 }, (_, ms) => ({ ms })));
  expect(lines.map((line) => line[METRICS.decisionDuration].length)).toEqual([100, 100, 50]);
  expect(lines.map((line) => line[METRICS.decisions])).toEqual([250, undefined, undefined]);
});

it('never writes a key, a tenant or an address in a line', () => {
  const [line] = linesOf([
    { outcome: 'unknown', sourceAddress: '203.0.113.77', tenant: 'acme', key: 'k777' },
  ]);
  expect(JSON.stringify(line)).not.toMatch(/203\.0|acme|k777|orders/);
});
