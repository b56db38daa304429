import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AUDIT_EVENT_PREFIX, EVENTS_PER_LINK } from '../../contracts/audit-table.ts';
import { appendVariables, checkVariables } from '../../contracts/environment/audit.ts';
import type { AuditStore } from '../audit-store/audit-store.ts';
import { BundledFunction, functionLog } from '../bundled-function.ts';
import { EVERY_MINUTE, FunctionSchedule } from '../function-schedule.ts';
import type { KeyStore } from '../key-store/key-store.ts';

export interface AuditChainProps {
  readonly store: KeyStore;
  readonly audit: AuditStore;
  readonly logRetention: RetentionDays | undefined;
}

/**
 * Links audit events into a hash chain, independently of the write path. The stream of the key table invokes a function
 * that appends links. A second function checks the lag of the chain every minute.
 */
export class AuditChain extends Construct {
  constructor(scope: Construct, id: string, props: AuditChainProps) {
    super(scope, id);
    const logGroup = functionLog(this, 'Log', props.logRetention);
    this.#addChaining(props, logGroup);
    this.#addCheck(props, logGroup);
  }

  #addChaining({ store, audit }: AuditChainProps, logGroup: LogGroup): void {
    const fn = new BundledFunction(this, 'Append', {
      bundle: 'append-audit-chain',
      description: 'Appends audit events to the audit chain',
      timeout: Duration.minutes(5),
      logGroup,
      environment: appendVariables.write({ keyTable: store.table.tableName, ...audit.environment }),
    });
    const grants = [audit.grantAppend(fn), store.grantReadChanges(fn), store.grantReadTrail(fn)];
    const mapping = fn.addEventSourceMapping('Changes', {
      eventSourceArn: store.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: EVENTS_PER_LINK,
      // A burst of changes creates a few links, not one link per change.
      maxBatchingWindow: Duration.seconds(1),
      // A failed batch is retried until it succeeds, or until its records leave the stream after a day. The function then
      // reads the events from the table. No event can fail alone.
      filters: [
        FilterCriteria.filter({
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(AUDIT_EVENT_PREFIX) } } },
        }),
      ],
    });
    // Lambda reads the stream immediately after creation.
    for (const grant of grants) grant.applyBefore(mapping);
  }

  #addCheck({ store, audit }: AuditChainProps, logGroup: LogGroup): void {
    const fn = new BundledFunction(this, 'Check', {
      bundle: 'check-audit-chain',
      description: 'Checks the lag of the audit chain',
      timeout: Duration.seconds(15),
      logGroup,
      environment: checkVariables.write({ keyTable: store.table.tableName, ...audit.environment }),
    });
    audit.grantCheck(fn);
    store.grantProbeChanges(fn);
    new FunctionSchedule(fn, 'Schedule', { ...EVERY_MINUTE, fn, input: {} });
  }
}
