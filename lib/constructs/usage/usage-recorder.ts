import { Duration, Stack } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { usageVariables } from '../../contracts/environment/usage.ts';
import { BundledFunction } from '../bundled-function.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';
import type { UsageTarget } from './usage-subscription.ts';

export interface UsageRecorderProps {
  readonly store: UsageStore;
  readonly logRetention: RetentionDays | undefined;
}

/** The function that records decision log lines in the usage table. It cannot write counts or other tables. */
export class UsageRecorder extends BundledFunction {
  /** The target for functions whose log lines are recorded. */
  readonly target: UsageTarget;
  readonly store: UsageStore;

  constructor(scope: Construct, id: string, { store, logRetention }: UsageRecorderProps) {
    const usageTable = store.table.tableName;
    super(scope, id, {
      bundle: 'record-usage',
      description: 'Records usage',
      timeout: Duration.seconds(60),
      logRetention,
      environment: usageVariables.write({ usageTable }),
    });
    store.grantRecord(this);
    this.store = store;
    this.target = { usageTable, recorderArn: this.functionArn };
    // Always exported: an export that is removed with its last importer blocks the deployment that removes that importer.
    for (const value of [this.functionArn, this.functionName]) Stack.of(this).exportValue(value);
  }
}
