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
const PARTIAL_COUNTS_PER_BATCH = 10_000;

/**
 * The function that aggregates partial counts, once per window. The stream of the usage table delivers them in order and
 * to one instance at a time. The function can write only counts.
 */
export class UsageAggregator extends BundledFunction {
  constructor(scope: Construct, id: string, { store, logRetention }: UsageRecorderProps) {
    super(scope, id, {
      bundle: 'aggregate-usage',
      description: 'Aggregates usage counts',
      timeout: Duration.minutes(5),
      logRetention,
      environment: usageVariables.write({ usageTable: store.table.tableName }),
    });
    const grant = store.grantCount(this);
    const mapping = this.addEventSourceMapping('PartialCounts', {
      eventSourceArn: store.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: PARTIAL_COUNTS_PER_BATCH,
      maxBatchingWindow: Duration.millis(COUNT_WINDOW_MS),
      // A failed batch is retried unchanged for a day and never bisected, so no count is added twice.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { pk: { S: FilterRule.isEqual(USAGE_TABLE.partialCounts) } } },
        }),
      ],
    });
    // Lambda reads the stream immediately after creation.
    grant.applyBefore(mapping);
    alwaysExport(this, [this.functionName, this.logGroup.logGroupName]);
  }
}
