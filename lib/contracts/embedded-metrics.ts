/** The namespace of Postern's metrics. Metrics of metric filters, which have no dimension, append the deployment name. */
export const NAMESPACE = 'Postern';

export type MetricUnit = 'Count' | 'Seconds' | 'Milliseconds';

/** One metric with one value or up to 100 values. */
export interface MetricValue {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number | readonly number[];
}

/** The maximum number of values per metric in one line. */
export const VALUES_PER_LINE = 100;

export interface EmbeddedMetrics {
  /** The dimension that distinguishes deployments of one account, and its value. */
  readonly dimension: string;
  readonly of: string;
  readonly metrics: readonly MetricValue[];
  readonly atMs: number;
}

/**
 * The metrics of values that are not 0. Each metric that is published in an hour is billed, so metrics whose alarms treat
 * missing data as 0 are omitted.
 */
export function nonZero(
  metrics: readonly (MetricValue & { readonly value: number })[],
): readonly MetricValue[] {
  return metrics.filter(({ value }) => value !== 0);
}

/** One line in the embedded metric format of CloudWatch; an empty text without metrics. */
export function embeddedLine({ dimension, of, metrics, atMs }: EmbeddedMetrics): string {
  if (metrics.length === 0) return '';
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
