import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { usageVariables } from '../../contracts/environment/usage.ts';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { COUNT_WINDOW_MS } from '../../core/usage/limits.ts';
import { alwaysExport } from '../always-export.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { UsageRecorderProps } from './usage-recorder.ts';

/** The maximum of Lambda. The payload limit of 6 MB is usually reached earlier. */
const DELIVERIES_PER_BATCH = 10_000;

/**
 * The function that aggregates partial usage, once per window. The stream of the usage table delivers each partition in order
 * and to one instance at a time. The function can write only counts and the access log.
 */
export class UsageAggregator extends BundledFunction {
  constructor(scope: Construct, id: string, { store, logGroup }: UsageRecorderProps) {
    super(scope, id, {
      bundle: 'aggregate-usage',
      description: 'Aggregates usage counts',
      timeout: Duration.minutes(5),
      logGroup,
      environment: usageVariables.write({ usageTable: store.table.tableName }),
    });
    const grant = store.grantCount(this);
    const mapping = this.addEventSourceMapping('PartialUsage', {
      eventSourceArn: store.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: DELIVERIES_PER_BATCH,
      maxBatchingWindow: Duration.millis(COUNT_WINDOW_MS),
      // One instance for each partition, in the order of the partition.
      parallelizationFactor: USAGE_TABLE.partialUsagePartitions.length,
      // A failed batch is retried unchanged for a day and never bisected, so no count is added twice.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { pk: { S: FilterRule.or(...USAGE_TABLE.partialUsagePartitions) } } },
        }),
      ],
    });
    // Lambda reads the stream immediately after creation.
    grant.applyBefore(mapping);
    alwaysExport(this, [this.functionName]);
  }
}
