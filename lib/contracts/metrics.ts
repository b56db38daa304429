/** The names of Postern's metrics, for what emits them, alarms and dashboards. Each is summed over any period. */
export const METRICS = {
  namespace: 'Postern',
  /** Tells deployments of one account apart. */
  dimension: 'UsageTable',
  /** Everything that was decided. */
  decisions: 'Decisions',
  /** What of it was refused. */
  refused: 'Refused',
  /** Lines that count for nothing: torn, foreign, or made up. */
  droppedLines: 'DroppedLines',
} as const;

export interface UsageMetrics {
  readonly decisions: number;
  readonly refused: number;
  readonly droppedLines: number;
}

/** One line that CloudWatch turns into metrics (embedded metric format). */
export function metricsLine(usageTable: string, values: UsageMetrics, atMs: number): string {
  const { namespace, dimension, decisions, refused, droppedLines } = METRICS;
  return `${JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[dimension]],
          Metrics: [decisions, refused, droppedLines].map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    [dimension]: usageTable,
    [decisions]: values.decisions,
    [refused]: values.refused,
    [droppedLines]: values.droppedLines,
  })}\n`;
}

/** The names of the audit chain's metrics, by the table that holds the chain. */
export const AUDIT_METRICS = {
  namespace: METRICS.namespace,
  dimension: 'AuditTable',
  /** For how long changes may have no link; the greatest counts. Every minute, so that silence is a fault, too. */
  behindSeconds: 'AuditChainBehindSeconds',
  /** What was found to be changed, removed or unreadable; summed. */
  broken: 'AuditChainBroken',
} as const;

/** From when on a change without a link is to be reported. */
export const AUDIT_CHAIN_BEHIND_SECONDS = 300;

export interface AuditMetrics {
  readonly behindSeconds?: number;
  readonly broken?: number;
}

/** The same line of the audit chain, with the metrics that there are. */
export function auditMetricsLine(auditTable: string, values: AuditMetrics, atMs: number): string {
  const { namespace, dimension, ...names } = AUDIT_METRICS;
  const { behindSeconds, broken } = values;
  const metrics = [
    ...(behindSeconds === undefined
      ? []
      : [{ name: names.behindSeconds, unit: 'Seconds', value: behindSeconds }]),
    ...(broken === undefined ? [] : [{ name: names.broken, unit: 'Count', value: broken }]),
  ];
  return `${JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[dimension]],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    [dimension]: auditTable,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  })}\n`;
}
