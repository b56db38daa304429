import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { limitEventVariables } from '../../contracts/environment/rotation.ts';
import { BUCKET_EVENT } from '../../core/limits/bucket.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import type { LimitsStore } from '../limits-store/limits-store.ts';

export interface LimitEventsFunctionProps {
  readonly name: string;
  readonly store: KeyStore;
  readonly limits: LimitsStore;
  readonly bus: EventBus;
  readonly deadLetters: IQueue;
  readonly logRetention: RetentionDays | undefined;
}

/** Publishes the thresholds that charges of quotas and credits reached. It reads the tenant and the owner of keys. */
export class LimitEventsFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: LimitEventsFunctionProps) {
    const { name, store, limits, bus, deadLetters, logRetention } = props;
    super(scope, id, {
      bundle: 'publish-limit-events',
      description: 'Publishes events about limits',
      timeout: Duration.seconds(60),
      logRetention,
      environment: limitEventVariables.write({
        keyTable: store.table.tableName,
        name,
        eventBus: bus.eventBusName,
      }),
    });
    store.grantRead(this);
    bus.grantPutEventsTo(this);
    const grant = limits.grantReadChanges(this);
    const mapping = this.addEventSourceMapping('Changes', {
      eventSourceArn: limits.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      bisectBatchOnError: true,
      // A faulty record must not block the stream, which retains records for a day.
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(deadLetters),
      // Charges do not invoke the function.
      filters: [
        FilterCriteria.filter({
          dynamodb: { NewImage: { [BUCKET_EVENT]: { N: FilterRule.isEqual('1') } } },
        }),
      ],
    });
    // Lambda reads the stream immediately after creation.
    grant.applyBefore(mapping);
  }
}
