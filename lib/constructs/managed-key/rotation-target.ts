import type { Duration } from 'aws-cdk-lib';
import type { Schedule } from '../../core/rotation/managed-key.ts';

/** The provider of managed keys for stacks, in this app or in another app. */
export interface RotationTarget {
  /** The ARN of the provider of the custom resource. */
  readonly providerArn: string;
  /** The supported schedules, as far as they are known at synth. */
  readonly schedules: readonly Schedule[];
  /** Maximum clock skew, as far as it is known at synth. The provider checks it again at deployment. */
  readonly clockSkew: Duration;
}
