import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { alwaysExport } from '../always-export.ts';
import { BundledFunction } from '../bundled-function.ts';

export interface ManagedKeyProviderProps {
  readonly logRetention: RetentionDays | undefined;
}

/** The CloudFormation provider of managed keys, one per deployment. It only invokes the rotation function. */
export class ManagedKeyProvider extends BundledFunction {
  constructor(scope: Construct, id: string, { logRetention }: ManagedKeyProviderProps) {
    super(scope, id, {
      bundle: 'managed-key-resource',
      description: 'Creates managed keys for CloudFormation',
      timeout: Duration.minutes(5),
      logRetention,
    });
    alwaysExport(this, [this.functionArn]);
  }
}
