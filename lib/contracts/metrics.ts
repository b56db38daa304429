import { OUTCOMES, type Outcome } from '../core/access/outcomes.ts';
import type { UsageSummary } from '../core/usage/summary.ts';
import { embeddedLine, type MetricValue, NAMESPACE, VALUES_PER_LINE } from './embedded-metrics.ts';

/** The names of the metrics of what was decided, for what emits them, alarms and dashboards. */
export const METRICS = {
  namespace: NAMESPACE,
  /** Tells deployments of one account apart. */
  dimension: 'UsageTable',
  /** Everything that was decided. */
  decisions: 'Decisions',
  /** What of it was refused. */
  refused: 'Refused',
  /** Lines that count for nothing: torn, foreign, or made up. */
  droppedLines: 'DroppedLogLines',
  /** Refused credentials that proved nothing. */
  authenticationFailures: 'AuthenticationFailures',
  /** Requests that could not be decided on, because the table didn't answer. */
  decisionFaults: 'DecisionFaults',
  /** Wrong secrets against one known key since the hour began, of that with the most; the greatest counts. */
  guessesOfOneKey: 'MaxGuessesPerKey',
  /** Failed authentications from one address (IPv6: one /64) since the hour began; the greatest counts. */
  failuresOfOneAddress: 'MaxFailuresPerSourceIp',
  /** Failed authentications, of each source (IPv6: one /64) the first ten of an hour. */
  distributedFailures: 'DistributedFailures',
  /** How long deciding took, in milliseconds: percentiles. */
  decisionDuration: 'DecisionDuration',
} as const;

/** The metric of one outcome: `Decisions.expired`. It is emitted where that outcome came about. */
export function outcomeMetric(outcome: Outcome): string {
  return `${METRICS.decisions}.${outcome}`;
}

/** What a delivery told, as lines that CloudWatch turns into metrics: one, and more for more than 100 durations. */
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

/** A metric that is nothing is left out, where an alarm takes silence for that: it costs money. */
function countsOf({ outcomes, failures, ...summary }: UsageSummary): readonly MetricValue[] {
  const rare = [
    ...OUTCOMES.map((outcome) => [outcomeMetric(outcome), outcomes[outcome] ?? 0] as const),
    [METRICS.decisionFaults, summary.faults] as const,
    [METRICS.guessesOfOneKey, failures.ofOneKey] as const,
    [METRICS.failuresOfOneAddress, failures.ofOneAddress] as const,
    [METRICS.distributedFailures, failures.distributed] as const,
  ].filter(([, value]) => value > 0);
  return [
    [METRICS.decisions, summary.decisions] as const,
    [METRICS.refused, summary.denied] as const,
    [METRICS.droppedLines, summary.droppedLines] as const,
    [METRICS.authenticationFailures, summary.authenticationFailures] as const,
    ...rare,
  ].map(([name, value]) => ({ name, unit: 'Count', value }));
}

function durationsOf(value: readonly number[]): readonly MetricValue[] {
  return value.length === 0 ? [] : [{ name: METRICS.decisionDuration, unit: 'Milliseconds', value }];
}

/** The names of the audit chain's metrics, by the table that holds the chain. */
export const AUDIT_METRICS = {
  namespace: METRICS.namespace,
  dimension: 'AuditTable',
  /** For how long changes may have no link; the greatest counts. Every minute, so that silence is a fault, too. */
  behindSeconds: 'AuditChainLagSeconds',
  /** What was found to be changed, removed or unreadable; summed. */
  broken: 'AuditChainFaults',
} as const;

/** From when on a change without a link is to be reported. */
export const AUDIT_CHAIN_LAG_SECONDS = 300;

export interface AuditMetrics {
  readonly behindSeconds?: number;
  readonly broken?: number;
}

/** The same line of the audit chain, with the metrics that there are. */
export function auditMetricsLine(auditTable: string, values: AuditMetrics, atMs: number): string {
  const { dimension } = AUDIT_METRICS;
  const { behindSeconds, broken } = values;
  const metrics: readonly MetricValue[] = [
    ...(behindSeconds === undefined
      ? []
      : [{ name: AUDIT_METRICS.behindSeconds, unit: 'Seconds' as const, value: behindSeconds }]),
    ...(broken === undefined ? [] : [{ name: AUDIT_METRICS.broken, unit: 'Count' as const, value: broken }]),
  ];
  return embeddedLine({ dimension, of: auditTable, metrics, atMs });
}
