import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { usageVariables } from '../../contracts/environment/usage.ts';
import { USAGE_TABLE } from '../../contracts/usage-table.ts';
import { COUNT_WINDOW_MS } from '../../core/usage/limits.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { UsageRecorderProps } from './usage-recorder.ts';

/** The most that Lambda takes; 6 MB of tallies come before that. */
const TALLIES_A_WINDOW = 10_000;

/**
 * The function that adds up what deliveries counted, once a window: the usage table's stream hands on each tally that
 * was written, in order and to one instance at a time. It may touch counts and nothing else.
 */
export class UsageAggregator extends BundledFunction {
  constructor(scope: Construct, id: string, { store, logRetention }: UsageRecorderProps) {
    super(scope, id, {
      bundle: 'aggregate-usage',
      description: 'Adds up what was used',
      timeout: Duration.minutes(5),
      logRetention,
      environment: usageVariables.write({ usageTable: store.table.tableName }),
    });
    const rights = store.grantCount(this);
    const mapping = this.addEventSourceMapping('Tallies', {
      eventSourceArn: store.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: TALLIES_A_WINDOW,
      maxBatchingWindow: Duration.millis(COUNT_WINDOW_MS),
      // What fails is repeated as it is for a day, never in parts: so nothing is added twice.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { pk: { S: FilterRule.isEqual(USAGE_TABLE.partialCounts) } } },
        }),
      ],
    });
    // Lambda asks for the stream at once.
    rights.applyBefore(mapping);
  }
}
