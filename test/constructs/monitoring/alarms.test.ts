import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyEventMetricsLine } from '../../../lib/contracts/key-event-metrics.ts';
import {
  deliveryLagLine,
  inventoryMetricsLine,
  muteLines,
  testNotificationLine,
  unmuteLines,
} from '../../../lib/contracts/key-metrics.ts';
import {
  AUDIT_METRICS,
  auditMetricsLine,
  DENIAL_OUTCOMES,
  usageMetricsLines,
} from '../../../lib/contracts/metrics.ts';
import { rotationMetricsLine, sweepMetricsLine } from '../../../lib/contracts/rotation-metrics.ts';
import { OUTCOMES } from '../../../lib/core/access/outcomes.ts';
import { KEY_EVENT_KINDS } from '../../../lib/core/rotation/key-events.ts';
import { type AlarmProperties, alarmsOf, metricsOf, watchedStack } from '../../support/monitored-app.ts';

/** Everything that the issue of watching asks for. */
const ALARMS = [
  'failed-authentication-spike',
  'failed-authentication-ratio',
  'distributed-failures',
  'failed-authentication-anomaly',
  'key-guessing',
  'failed-authentication-source',
  'authorizer-faults',
  'authorizer-throttles',
  'authorizer-latency',
  'limiter-unavailable',
  'table-throttles',
  'table-errors',
  'usage-recorder-errors',
  'usage-dead-letters',
  'usage-delivery-lag',
  'rotation-failed',
  'rotation-overdue',
  'rotation-dead-letters',
  'secret-value-rejected',
  'secret-label-drift',
  'sweep-heartbeat-missing',
  'keys-expiring',
  'admin-change-burst',
  'admin-access-denied',
  'audit-integrity-failed',
  'audit-chain-lag',
  'notification-dead-letters',
  'test-notification',
  'paging-muted',
];

let template: Template;
let warnings: readonly unknown[];
let alarms: ReadonlyMap<string, AlarmProperties>;

beforeAll(() => {
  const watched = watchedStack();
  ({ template } = watched);
  warnings = Annotations.fromStack(watched.stack).findWarning('*', Match.anyValue());
  alarms = alarmsOf(template);
});

it('synthesis reports no overridden period: an expression and its metrics have the same one', () => {
  expect(warnings).toEqual([]);
});

/** Every metric that is emitted somewhere: by a line of ours, or by a filter over a log. */
function emitted(): ReadonlySet<string> {
  const summary = {
    ...{ decisions: 1, denied: 1, droppedLines: 1, authenticationFailures: 1, faults: 1, durationsMs: [1] },
    limiterFaults: 1,
    outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 1])),
    failures: { ofOneKey: 1, ofOneAddress: 1, distributed: 1 },
  };
  const inventory = {
    ...{ expiringIn30Days: 1, expiringIn7Days: 1, expiringIn1Day: 1, expiringUnrotated: 1, dormant: 1 },
    expiring: [],
  };
  const lines = [
    ...usageMetricsLines('t', summary, 0),
    inventoryMetricsLine('t', inventory, 0),
    deliveryLagLine('t', 1, 0),
    testNotificationLine('t', 0),
    ...muteLines('t', 1, 0),
    ...unmuteLines('t', 0),
    sweepMetricsLine('r', { due: 1, overdue: 1 }, 0),
    rotationMetricsLine('r', { done: 1, failed: 1, rejectedEvents: 1 }, 0),
    ...KEY_EVENT_KINDS.map((kind) => keyEventMetricsLine('r', kind, 0)),
    auditMetricsLine('a', { behindSeconds: 1, broken: 1 }, 0),
  ];
  const ofLines = lines.flatMap((line) => JSON.parse(line)._aws.CloudWatchMetrics[0].Metrics);
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
  return new Set([
    ...ofLines.map(({ Name }: { Name: string }) => Name),
    ...filters.map(({ Properties }) => Properties.MetricTransformations[0].MetricName),
  ]);
}

function isOwn(namespace: unknown): boolean {
  return JSON.stringify(namespace).includes('Postern');
}

it('creates exactly the documented alarms', () => {
  expect([...alarms.keys()].sort()).toEqual(ALARMS.toSorted());
});

describe('each alarm', () => {
  it('notifies the ticket topic on ALARM and on OK, and never on missing data', () => {
    for (const [name, { AlarmActions, OKActions, InsufficientDataActions }] of alarms) {
      const page = name === 'test-notification' ? [{ Ref: expect.stringMatching(/Page/) }] : [];
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/Ticket/) }, ...page]);
      expect(OKActions).toEqual(AlarmActions);
      expect(InsufficientDataActions).toBeUndefined();
    }
  });

  it('treats missing data as breaching only for metrics that are reported continuously', () => {
    const breaching = [...alarms].filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching');
    expect(breaching.map(([name]) => name).sort()).toEqual([
      'audit-chain-lag',
      'sweep-heartbeat-missing',
      'usage-delivery-lag',
    ]);
    const unknown = [...alarms].filter(([, { TreatMissingData }]) => TreatMissingData === 'missing');
    expect(unknown).toEqual([]);
  });

  it('evaluates only metrics that are emitted', () => {
    const known = emitted();
    const own = [...alarms.values()].flatMap(metricsOf).filter(({ namespace }) => isOwn(namespace));
    expect(own.length).toBeGreaterThan(15);
    expect(own.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('respects the limits of CloudWatch: at most ten metrics per expression and one day of data', () => {
    for (const alarm of alarms.values()) {
      const metrics = metricsOf(alarm);
      expect(metrics.length).toBeLessThanOrEqual(10);
      const period = Math.max(...metrics.map((metric) => metric.period));
      expect(period * alarm.EvaluationPeriods).toBeLessThanOrEqual(86_400);
    }
  });
});

it('the dashboard shows only metrics that are emitted, and the denials of each outcome', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody).replaceAll('\\"', '"');
  const shown = [...body.matchAll(/\["Postern","([^"]+)"/g)].map(([, name = '']) => name);
  const known = emitted();
  expect(shown.filter((name) => !known.has(name))).toEqual([]);
  for (const outcome of DENIAL_OUTCOMES) expect(shown).toContain(`Decisions.${outcome}`);
});

describe('paging', () => {
  const pages = () =>
    new Map(
      Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => [
        Properties.AlarmName.replace('App-page-', ''),
        Properties,
      ]),
    );

  it('has one composite alarm per cause, with that cause as its only rule', () => {
    expect([...pages().keys()].sort()).toEqual([
      ...['audit-integrity-failed', 'authorizer-faults', 'authorizer-throttles', 'distributed-failures'],
      ...['notification-dead-letters', 'secret-value-rejected'],
    ]);
    for (const [cause, { AlarmRule, AlarmDescription }] of pages()) {
      const [, [begin, reference, end]] = AlarmRule['Fn::Join'];
      expect([begin, end]).toEqual(['ALARM("', '")']);
      expect(reference['Fn::GetAtt'][0]).toMatch(
        new RegExp(`^Monitoring${cause.replaceAll('-', '')}[0-9A-F]{8}$`),
      );
      expect(AlarmDescription).toContain(`${cause}.md`);
    }
  });

  it('notifies the page topic, and is suppressed during a mute', () => {
    for (const page of pages().values()) {
      expect(page).toMatchObject({
        AlarmActions: [{ Ref: expect.stringMatching(/Page/) }],
        OKActions: [{ Ref: expect.stringMatching(/Page/) }],
        ActionsSuppressor: { 'Fn::GetAtt': [expect.stringMatching(/^Monitoringpagingmuted/), 'Arn'] },
        ActionsSuppressorWaitPeriod: 0,
        ActionsSuppressorExtensionPeriod: 60,
      });
    }
  });
});

it('custom thresholds replace the defaults, and an invalid threshold is rejected with its name', () => {
  const own = alarmsOf(watchedStack({ thresholds: { guessesPerHour: 3 } }).template);
  expect(own.get('key-guessing')?.Threshold).toBe(3);
  expect(() => watchedStack({ thresholds: { guessesPerHour: 0 } })).toThrow(
    "Invalid threshold 'guessesPerHour': 0.",
  );
  const misspelt: Record<string, number> = { guesesPerHour: 3 };
  expect(() => watchedStack({ thresholds: misspelt })).toThrow("Unknown threshold 'guesesPerHour'");
  expect(() => watchedStack({ thresholds: { failedPercent: 200 } })).toThrow(
    "Invalid threshold 'failedPercent': 200.",
  );
});

it('creates no rotation alarms without a rotation', () => {
  const { template: bare } = watchedStack({ rotation: undefined });
  const names = [...alarmsOf(bare).keys()];
  expect(names.filter((name) => /rotation|sweep|secret|label/.test(name))).toEqual([]);
  expect(names).toContain('key-guessing');
});

it('essential coverage omits the dashboard and six tickets, and no page', () => {
  const { template: essential } = watchedStack({ coverage: 'essential' });
  const omitted = ALARMS.filter((name) => !alarmsOf(essential).has(name));
  expect(omitted.toSorted()).toEqual([
    'authorizer-latency',
    'failed-authentication-anomaly',
    'failed-authentication-ratio',
    'table-errors',
    'table-throttles',
    'usage-recorder-errors',
  ]);
  essential.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  const composite = 'AWS::CloudWatch::CompositeAlarm';
  expect(essential.findResources(composite)).toEqual(template.findResources(composite));
});

it('the metrics of the audit chain have the table of the chain as their dimension', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: AUDIT_METRICS.broken,
    Dimensions: [{ Name: AUDIT_METRICS.dimension, Value: { Ref: Match.stringLikeRegexp('^KeysAudit') } }],
  });
});
