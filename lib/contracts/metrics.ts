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
