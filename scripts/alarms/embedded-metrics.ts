import * as z from 'zod';
import type { Datum } from './metric-store.ts';

/** CloudWatch accepts one value or an array of up to 100 values. */
const values = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);

const embedded = z.looseObject({
  _aws: z.object({
    Timestamp: z.int().nonnegative(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/**
 * Returns the metrics of a log line in the embedded metric format; empty for any other text.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsIn(text: string): readonly Datum[] {
  const line = parsed(text);
  if (!line) return [];
  const { Timestamp: atMs, CloudWatchMetrics } = line._aws;
  return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
      return Metrics.flatMap(({ Name: metric }) =>
        (values.safeParse(line[metric]).data ?? []).map((value) => ({
          ...{ namespace, metric, dimensions, atMs, value },
        })),
      );
    }),
  );
}

function parsed(text: string): z.output<typeof embedded> | undefined {
  if (!text.includes('CloudWatchMetrics')) return undefined;
  try {
    return embedded.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
