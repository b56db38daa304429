/** Under which Postern's own metrics stand. Those of metric filters, which know no deployment, add a name to it. */
export const NAMESPACE = 'Postern';

export type MetricUnit = 'Count' | 'Seconds' | 'Milliseconds';

/** One metric with its value, or up to 100 of them. */
export interface MetricValue {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number | readonly number[];
}

/** The most values of a metric that CloudWatch takes from one line. */
export const VALUES_PER_LINE = 100;

export interface EmbeddedMetrics {
  /** The one dimension, which tells deployments of one account apart, and its value. */
  readonly dimension: string;
  readonly of: string;
  readonly metrics: readonly MetricValue[];
  readonly atMs: number;
}

/** One line that CloudWatch turns into metrics (embedded metric format). */
export function embeddedLine({ dimension, of, metrics, atMs }: EmbeddedMetrics): string {
  return `${JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [[dimension]],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    [dimension]: of,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  })}\n`;
}
