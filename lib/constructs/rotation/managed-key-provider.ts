import { Duration, Stack } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BundledFunction } from '../bundled-function.ts';

export interface ManagedKeyProviderProps {
  readonly logRetention: RetentionDays | undefined;
}

/** The provider of managed keys in stacks, one for all. It asks the function that rotates, and may do nothing else. */
export class ManagedKeyProvider extends BundledFunction {
  constructor(scope: Construct, id: string, { logRetention }: ManagedKeyProviderProps) {
    super(scope, id, {
      bundle: 'managed-key-resource',
      description: 'Makes managed keys for CloudFormation',
      timeout: Duration.minutes(5),
      logRetention,
    });
    // An export that came and went with its last user would block the deploy that removes that user.
    Stack.of(this).exportValue(this.functionArn);
  }
}
