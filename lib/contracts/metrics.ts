import { OUTCOMES, type Outcome } from '../core/access/outcomes.ts';
import type { UsageSummary } from '../core/usage/summary.ts';
import { embeddedLine, type MetricValue, NAMESPACE, nonZero, VALUES_PER_LINE } from './embedded-metrics.ts';

/** The names of the decision metrics, for the recorder, alarms and dashboards. */
export const METRICS = {
  namespace: NAMESPACE,
  /** Distinguishes the deployments of one account. */
  dimension: 'UsageTable',
  /** All decisions. */
  decisions: 'Decisions',
  /** Lines that were dropped, because they are incomplete, from another source, or invalid. */
  droppedLines: 'DroppedLogLines',
  /** Denied requests whose credential did not authenticate. */
  authenticationFailures: 'AuthenticationFailures',
  /** Requests that could not be evaluated, because the key table or the limits table did not respond. */
  decisionFaults: 'DecisionFaults',
  /** Requests whose limits could not be charged: denied, or allowed without them. */
  limiterFaults: 'LimiterFaults',
  /** The maximum number of wrong secrets for one existing key since the start of the hour. Use the maximum. */
  guessesOfOneKey: 'MaxGuessesPerKey',
  /** The maximum number of failed authentications from one address (IPv6: /64) since the start of the hour. Use the maximum. */
  failuresOfOneAddress: 'MaxFailuresPerSourceIp',
  /** Failed authentications, at most ten per source (IPv6: /64) and hour. */
  distributedFailures: 'DistributedFailures',
  /** The duration of decisions in milliseconds. Use percentiles. */
  decisionDuration: 'DecisionDuration',
} as const;

/** The metric of denials with one outcome: `Decisions.expired`. It is emitted only if the outcome occurred. */
export function outcomeMetric(outcome: DenialOutcome): string {
  return `${METRICS.decisions}.${outcome}`;
}

/** The outcomes of denials. The number of allowed decisions is the difference to all decisions. */
export const DENIAL_OUTCOMES = OUTCOMES.filter((outcome) => outcome !== 'allowed');
export type DenialOutcome = Exclude<Outcome, 'allowed'>;

/** The metrics lines of a delivery: one line per 100 durations, and at least one. */
export function usageMetricsLines(
  usageTable: string,
  summary: UsageSummary,
  atMs: number,
): readonly string[] {
  const { durationsMs } = summary;
  const [first = [], ...rest] = inLines(durationsMs);
  const line = (metrics: readonly MetricValue[]) =>
    embeddedLine({ dimension: METRICS.dimension, of: usageTable, metrics, atMs });
  return [
    line([...countsOf(summary), ...durationsOf(first)]),
    ...rest.map((durations) => line(durationsOf(durations))),
  ];
}

function inLines(values: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(values.length / VALUES_PER_LINE) }, (_, line) =>
    values.slice(line * VALUES_PER_LINE, (line + 1) * VALUES_PER_LINE),
  );
}

/** Rare metrics with the value 0 are omitted, because metrics cost money. Their alarms treat missing data as 0. */
function countsOf({ outcomes, failures, ...summary }: UsageSummary): readonly MetricValue[] {
  const rare = [
    [METRICS.droppedLines, summary.droppedLines] as const,
    ...DENIAL_OUTCOMES.map((outcome) => [outcomeMetric(outcome), outcomes[outcome] ?? 0] as const),
    [METRICS.decisionFaults, summary.faults] as const,
    [METRICS.limiterFaults, summary.limiterFaults] as const,
    [METRICS.guessesOfOneKey, failures.ofOneKey] as const,
    [METRICS.failuresOfOneAddress, failures.ofOneAddress] as const,
    [METRICS.distributedFailures, failures.distributed] as const,
  ].filter(([, value]) => value > 0);
  return [
    [METRICS.decisions, summary.decisions] as const,
    [METRICS.authenticationFailures, summary.authenticationFailures] as const,
    ...rare,
  ].map(([name, value]) => ({ name, unit: 'Count', value }));
}

function durationsOf(value: readonly number[]): readonly MetricValue[] {
  return value.length === 0 ? [] : [{ name: METRICS.decisionDuration, unit: 'Milliseconds', value }];
}

/** The names of the audit chain metrics. */
export const AUDIT_METRICS = {
  namespace: METRICS.namespace,
  dimension: 'AuditTable',
  /** The lag of the chain. Use the maximum. It is emitted every minute, so that missing data is also a fault. */
  behindSeconds: 'AuditChainLagSeconds',
  /** Modified, removed or unreadable events and links. Use the sum. */
  broken: 'AuditChainFaults',
} as const;

/** The lag from which the chain is reported, in seconds. */
export const AUDIT_CHAIN_LAG_SECONDS = 300;

export interface AuditMetrics {
  readonly behindSeconds?: number;
  readonly broken?: number;
}

/** The metrics line of the audit chain, with the defined metrics. */
export function auditMetricsLine(auditTable: string, values: AuditMetrics, atMs: number): string {
  const { dimension } = AUDIT_METRICS;
  const { behindSeconds, broken } = values;
  const metrics: readonly MetricValue[] = [
    ...(behindSeconds === undefined
      ? []
      : [{ name: AUDIT_METRICS.behindSeconds, unit: 'Seconds' as const, value: behindSeconds }]),
    ...nonZero([{ name: AUDIT_METRICS.broken, unit: 'Count', value: broken ?? 0 }]),
  ];
  return embeddedLine({ dimension, of: auditTable, metrics, atMs });
}
