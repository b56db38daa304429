import type { Duration } from 'aws-cdk-lib';
import type { Schedule } from '../../core/rotation/managed-key.ts';

/** What makes managed keys for stacks, here or in another app. */
export interface RotationTarget {
  /** The ARN of the provider of the custom resource. */
  readonly providerArn: string;
  /** Who can begin rotations, as far as it is known here. */
  readonly schedules: readonly Schedule[];
  /** The most that two clocks may differ, as far as it is known here: the rotation itself checks it again. */
  readonly clockSkew: Duration;
}
