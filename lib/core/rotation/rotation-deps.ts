import type { Caller } from '../audit/event.ts';
import type { UnusedAnswer } from '../usage/delivery.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { KeyEventPublisher } from './key-events.ts';
import type { Schedule } from './managed-key.ts';
import type { SecretProvisioner } from './secret-provisioner.ts';
import type { SecretStore } from './secret-store.ts';

/** Reports the use of credentials. */
export interface Usage {
  /**
   * Whether a credential was unused between two instants: `yes` only if the delivery of decision lines was healthy
   * throughout, else `undetermined`.
   */
  wasUnused(use: {
    readonly keyId: string;
    readonly generation: number;
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<UnusedAnswer>;
}

/** What the engine counts on. All in milliseconds. */
export interface RotationLimits {
  /** The longest that one run of the engine can take: its Lambda's time-out. */
  readonly maxRunMs: number;
  /** The most that two clocks may differ. */
  readonly clockSkewMs: number;
  /** How far behind a read of Secrets Manager may be, a consumer's as well. */
  readonly propagationMs: number;
  /** After which time a rotation that doesn't get on is abandoned. */
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
  /** Whose doing it is in the audit trail. */
  readonly caller: Caller;
}

/** What making a key managed takes beside. */
export interface ManageDeps extends RotationDeps {
  /** What the names of secrets begin with: `postern/<deployment>/`. */
  readonly secretPrefix: string;
  /** For how long API Gateway keeps the authorizer's answers, in milliseconds. */
  readonly authorizerCacheMs: number;
  /** Who can begin rotations in this deployment. */
  readonly schedules: readonly Schedule[];
}
