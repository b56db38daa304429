import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AUDIT_EVENT_PREFIX, EVENTS_PER_LINK } from '../../contracts/audit-table.ts';
import { auditVariables, checkVariables } from '../../contracts/environment/audit.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { KeyStore } from '../key-store/key-store.ts';
import { MinuteSchedule } from '../minute-schedule.ts';

/** As `Validations.acknowledge` writes it, which the oldest CDK that Postern works with doesn't have. */
const IS_THE_LAST_QUEUE = {
  'Annotation::AwsSolutions-SQS3':
    'it is where failures go: nothing takes messages off it that could fail again',
};

export interface AuditChainProps {
  readonly store: KeyStore;
  readonly audit: AuditStore;
  readonly logRetention: RetentionDays | undefined;
}

/**
 * What makes a chain of the audit events, beside the way that changes go: the key table's stream calls a function,
 * which may append. A second one looks every minute whether the first keeps up.
 */
export class AuditChain extends Construct {
  /** What could not be linked in time; what lies there names the records, whose events are in no link. */
  readonly givenUp: Queue;

  constructor(scope: Construct, id: string, props: AuditChainProps) {
    super(scope, id);
    this.givenUp = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.givenUp.node.addMetadata('aws:cdk:acknowledged-rules', IS_THE_LAST_QUEUE);
    this.#addChaining(props);
    this.#addCheck(props);
  }

  #addChaining({ store, audit, logRetention }: AuditChainProps): void {
    const fn = new BundledFunction(this, 'Append', {
      bundle: 'append-audit-chain',
      description: 'Links what was done into the audit chain',
      timeout: Duration.seconds(60),
      logRetention,
      environment: auditVariables.write(audit.environment),
    });
    const rights = [audit.grantAppend(fn), store.grantReadChanges(fn)];
    const mapping = fn.addEventSourceMapping('Changes', {
      eventSourceArn: store.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: EVENTS_PER_LINK,
      // A burst makes a few links, not one a change.
      maxBatchingWindow: Duration.seconds(1),
      // What fails is tried again until it is this old, in halves, so that little is given up with it; the stream has
      // a day in all, and nothing may hold it up for ever.
      bisectBatchOnError: true,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(this.givenUp),
      filters: [
        FilterCriteria.filter({
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(AUDIT_EVENT_PREFIX) } } },
        }),
      ],
    });
    // Lambda asks for the stream at once.
    for (const right of rights) right.applyBefore(mapping);
  }

  #addCheck({ store, audit, logRetention }: AuditChainProps): void {
    const fn = new BundledFunction(this, 'Check', {
      bundle: 'check-audit-chain',
      description: 'Looks whether the audit chain keeps up',
      timeout: Duration.seconds(15),
      logRetention,
      environment: checkVariables.write({ keyTable: store.table.tableName, ...audit.environment }),
    });
    audit.grantCheck(fn);
    store.grantProbeChanges(fn);
    new MinuteSchedule(fn, 'Schedule', { fn, input: {} });
  }
}
