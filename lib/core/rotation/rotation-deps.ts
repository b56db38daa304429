import type { Caller } from '../audit/event.ts';
import type { UseAnswer } from '../usage/delivery.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { KeyEventPublisher } from './key-events.ts';
import type { Schedule } from './managed-key.ts';
import type { SecretProvisioner } from './secret-provisioner.ts';
import type { SecretStore } from './secret-store.ts';

/** Reports the use of credentials. */
export interface Usage {
  /**
   * Returns whether a credential was used between two instants: `unused` only if the delivery of decision lines was
   * healthy throughout, else `undetermined`.
   */
  useDuring(use: {
    readonly keyId: string;
    readonly generation: number;
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<UseAnswer>;
}

/** The timing limits that rotation relies on, in milliseconds. */
export interface RotationLimits {
  /** The longest duration of one run: the timeout of its Lambda function. */
  readonly maxRunMs: number;
  /** The maximum difference between two clocks. */
  readonly clockSkewMs: number;
  /** The maximum staleness of a read of Secrets Manager, also by a consumer. */
  readonly propagationMs: number;
  /** The time after which a rotation without progress is abandoned. */
  readonly rotationTimeoutMs: number;
  /** The longest time between two checks of a key: how long label drift can remain undetected. */
  readonly resyncIntervalMs: number;
}

export interface RotationDeps extends UseCaseDeps {
  readonly secrets: SecretStore;
  readonly provisioner: SecretProvisioner;
  readonly usage: Usage;
  readonly keyEvents: KeyEventPublisher;
  readonly limits: RotationLimits;
  /** Writes one line. */
  readonly log: (line: string) => void;
  /** The caller in audit events. */
  readonly caller: Caller;
}

/** The additional dependencies of commands on managed keys. */
export interface ManageDeps extends RotationDeps {
  /** The prefix of secret names: `postern/<deployment>/`. */
  readonly secretPrefix: string;
  /** The cache TTL of authorizer results in API Gateway, in milliseconds. */
  readonly authorizerCacheMs: number;
  /** The schedules that this deployment supports. */
  readonly schedules: readonly Schedule[];
}
