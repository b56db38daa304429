import { Duration, Stack } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { usageVariables } from '../../contracts/environment/usage.ts';
import { REPLAY_DAYS } from '../../core/usage/limits.ts';
import { alwaysExport } from '../always-export.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';
import type { UsageTarget } from './usage-subscription.ts';

export interface UsageRecorderProps {
  readonly store: UsageStore;
  /** The log group of the recorder and the aggregator. */
  readonly logGroup: LogGroup;
}

/** The function that records decision log lines in the usage table. It cannot write counts or other tables. */
export class UsageRecorder extends BundledFunction {
  /** The target for functions whose log lines are recorded. */
  readonly target: UsageTarget;
  readonly store: UsageStore;
  /** Deliveries whose retries failed. A replay of the logs records their lines. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { store, logGroup }: UsageRecorderProps) {
    const usageTable = store.table.tableName;
    const deadLetters = new Queue(scope, `${id}DeadLetters`, {
      enforceSSL: true,
      retentionPeriod: Duration.days(REPLAY_DAYS),
    });
    super(scope, id, {
      bundle: 'record-usage',
      description: 'Records usage',
      timeout: Duration.seconds(60),
      logGroup,
      environment: usageVariables.write({ usageTable }),
      deadLetterQueue: deadLetters,
    });
    this.deadLetters = deadLetters;
    store.grantRecord(this);
    this.store = store;
    this.target = { usageTable, recorderArn: this.functionArn, permission: this.#allowLogs() };
    alwaysExport(this, [
      this.functionArn,
      this.functionName,
      this.logGroup.logGroupName,
      deadLetters.queueName,
    ]);
  }

  /**
   * One permission for all log groups of the account and Region: a function has at most 20 KB of them. The recorder drops
   * lines of log groups that are not registered.
   */
  #allowLogs(): CfnPermission {
    const { partition, region, account } = Stack.of(this);
    return new CfnPermission(this, 'LogDeliveries', {
      action: 'lambda:InvokeFunction',
      functionName: this.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: `arn:${partition}:logs:${region}:${account}:log-group:*`,
      sourceAccount: account,
    });
  }
}
