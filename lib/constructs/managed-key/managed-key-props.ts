import type { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';

/** How a managed key rotates. */
export interface ManagedKeySettings {
  /** ID of the tenant of the key. The tenant must exist. */
  readonly tenant: string;
  /**
   * The only principals that can read the secret: functions and roles, also of other accounts. At most 16.
   *
   * @default - none
   */
  readonly readers?: readonly IGrantable[];
  /**
   * Rotation interval, or `'on-demand'` for no schedule.
   *
   * @default - the interval of the profile, or 'on-demand' if the profile has none
   */
  readonly rotateEvery?: Duration | 'on-demand';
  /**
   * Cache TTL of the consumers.
   *
   * @default Duration.hours(1)
   */
  readonly consumerCache?: Duration;
  /**
   * How long the previous value remains valid after a rotation (grace period). The minimum is the cache TTL of the consumers
   * plus the clock skew.
   *
   * @default - one day, or the minimum if it is longer
   */
  readonly overlap?: Duration;
  /**
   * Whether the previous value is retired only after it is unused.
   *
   * @default false
   */
  readonly retireWhenUnused?: boolean;
  /**
   * Maximum validity of the previous value, also if it is still in use.
   *
   * @default Duration.days(7)
   */
  readonly retireDeadline?: Duration;
  /**
   * Maintenance windows in which a due rotation can start: days and hours in UTC, such as `tue,thu 02:00-05:00`. At most 4.
   *
   * @default - any time
   */
  readonly windows?: readonly string[];
  /**
   * What starts scheduled rotations: the sweep of Postern, or the rotation schedule of the secret in Secrets Manager.
   * Emulators do not support the latter.
   *
   * @default 'postern'
   */
  readonly rotation?: 'postern' | 'secrets-manager';
}

/** A key that the stack creates. */
export interface NewManagedKeyProps extends ManagedKeySettings {
  /** ID of the owner. The owner must exist. */
  readonly owner: string;
  /**
   * Display name of the key.
   *
   * @default - none
   */
  readonly name?: string;
  /**
   * Environment of the key. It must be an environment of the profile.
   *
   * @default - the default environment of the profile
   */
  readonly environment?: string;
  /**
   * Permissions of the key.
   *
   * @default - the default permissions of the profile
   */
  readonly permissions?: readonly string[];
  /**
   * Whether the key is revoked when it is removed from the stack, also by a rollback. Its requests are then denied
   * immediately.
   *
   * @default false - key and secret are retained and are no longer rotated
   */
  readonly revokeOnDelete?: boolean;
}

/** An existing key. When it is removed from the stack, it is retained and no longer rotated. */
export interface AdoptedManagedKeyProps extends ManagedKeySettings {
  /** ID of a key that is not managed. It gets a new value, which is stored in a secret. */
  readonly adopt: string;
  /**
   * Grace period of the existing value after the adoption. If the key is removed from the stack earlier, also by a
   * rollback, the existing value remains valid without an end.
   *
   * @default Duration.days(30)
   */
  readonly existingValueGracePeriod?: Duration;
}

/** A new key, or an existing key: no property of one is allowed for the other. */
export type ManagedKeyProps =
  | (NewManagedKeyProps & Excluded<AdoptedManagedKeyProps, NewManagedKeyProps>)
  | (AdoptedManagedKeyProps & Excluded<NewManagedKeyProps, AdoptedManagedKeyProps>);

type Excluded<Other, Own> = { readonly [Name in Exclude<keyof Other, keyof Own>]?: never };
