import type { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';

/** How a managed key rotates. */
export interface ManagedKeySettings {
  /** The tenant that the key is of. It must be there. */
  readonly tenant: string;
  /**
   * Who may read the secret and nobody else: functions and roles, of other accounts too. At most 16.
   *
   * @default - nobody
   */
  readonly readers?: readonly IGrantable[];
  /**
   * How often it rotates; `'on-demand'`: when somebody asks for it.
   *
   * @default - as the profile advises; on demand where it advises nothing
   */
  readonly rotateEvery?: Duration | 'on-demand';
  /**
   * For how long its consumers keep what they read.
   *
   * @default Duration.hours(1)
   */
  readonly consumerCache?: Duration;
  /**
   * For how long the old value is accepted beside the new one: at least the consumers' cache and the clocks'
   * difference.
   *
   * @default - a day, or what the consumers' cache needs if that is longer
   */
  readonly overlap?: Duration;
  /**
   * Whether the old value must also have been seen to be unused before it ends.
   *
   * @default false
   */
  readonly retireWhenUnused?: boolean;
  /**
   * When it ends in any case.
   *
   * @default Duration.days(7)
   */
  readonly retireDeadline?: Duration;
  /**
   * When a rotation that is due may begin: days and hours in UTC, like `tue,thu 02:00-05:00`. At most 4.
   *
   * @default - at any time
   */
  readonly windows?: readonly string[];
  /**
   * Who begins rotations: Postern's sweep, or Secrets Manager by a schedule of the secret. An emulator has no such
   * schedule.
   *
   * @default 'postern'
   */
  readonly rotation?: 'postern' | 'secrets-manager';
}

/** A key that is made with the stack. */
export interface NewManagedKeyProps extends ManagedKeySettings {
  /** Whose key it is. It must be there. */
  readonly owner: string;
  /** For people. */
  readonly name?: string;
  /** @default - the profile's own */
  readonly environment?: string;
  /** @default - the profile's own */
  readonly permissions?: readonly string[];
  /**
   * Whether the key is revoked when it leaves the stack, also by a roll-back. Consumers are then refused at once.
   *
   * @default false: key and secret stay as they are, and are no longer rotated
   */
  readonly revokeOnDelete?: boolean;
}

/** A key that is there already. It is left as it is when it leaves the stack, no longer rotated. */
export interface AdoptedManagedKeyProps extends ManagedKeySettings {
  /** The id of a key that is not managed. It gets a new value, in a secret. */
  readonly adopt: string;
  /**
   * How long the existing value is accepted after the adoption. If the key leaves the stack before, also by a
   * rollback, it is accepted without an end.
   *
   * @default Duration.days(30)
   */
  readonly existingValueGrace?: Duration;
}

export type ManagedKeyProps = NewManagedKeyProps | AdoptedManagedKeyProps;
