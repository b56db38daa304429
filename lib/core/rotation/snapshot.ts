import type { Owner } from '../owners/owner.ts';
import type { StepResult } from './blocked-reasons.ts';
import type { RotationFreeze } from './maintenance-window.ts';
import type { ManagedRecord, SecretState } from './managed-key.ts';
import type { RotationLimits } from './rotation-deps.ts';
import type { SecretPart } from './secret-drift.ts';
import type { SecretPolicy } from './secret-provisioner.ts';
import type { SecretDescription } from './secret-store.ts';

/** The labels of a secret, with the times before and after the read. */
export interface ObservedSecret extends SecretDescription {
  /** Before the read. Elapsed times end here, because the response can be as old as the request. */
  readonly requestedAtMs: number;
  /** After the read. Periods start here, because the state can be as recent as the response. */
  readonly respondedAtMs: number;
}

/** The value of a version, without the value. */
export interface ObservedValue {
  /** The digest that is compared with the credentials of the key; undefined if it is not a value of this key. */
  readonly digest: string | undefined;
}

/** The actions of a run that no read can observe. Kept after a version conflict. */
export interface RunMemory {
  /** The version ID for the version that this run can create. */
  readonly newVersionId: string;
  /** The digest of the value that this run generated for a version, by version ID. */
  readonly generated: Readonly<Record<string, string>>;
  /** The version to which this run moved AWSCURRENT. */
  readonly movedTo: string | undefined;
  /** Whether a move failed because AWSCURRENT was not on the expected version. */
  readonly isLabelElsewhere: boolean;
  /** The versions that have a value. A later stale read does not change this. */
  readonly filled: readonly string[];
  /** The version from which this run removed AWSPENDING. */
  readonly cleared: string | undefined;
  /** The state tag that this run wrote; null if the write failed. */
  readonly tagged: SecretState | null | undefined;
  /** The drifted parts of the secret that this run repaired. */
  readonly repaired: readonly SecretPart[];
  /** Whether the audit event and the key event of the repair are committed. */
  readonly isRepairReported: boolean;
  /** The drifted parts of the secret that this run could not repair. */
  readonly unrepaired: readonly SecretPart[];
  /** The IDs of the key events that were published. */
  readonly published: readonly string[];
  /** Whether the event bus rejected an event. The next check publishes the remaining events. */
  readonly isBusDown: boolean;
  /** The version ID of the rotation that an order started; undefined until the start is committed. */
  readonly ordered: string | undefined;
}

/** The memory at the start of a run. */
export function newMemory(newVersionId: string): RunMemory {
  return {
    newVersionId,
    generated: {},
    movedTo: undefined,
    isLabelElsewhere: false,
    filled: [],
    cleared: undefined,
    tagged: undefined,
    repaired: [],
    isRepairReported: false,
    unrepaired: [],
    published: [],
    isBusDown: false,
    ordered: undefined,
  };
}

/**
 * The observations of one run about a managed key. Undefined members were not read in this run. A version conflict clears
 * everything except the memory, so that a newer record is never combined with older observations.
 */
export interface Snapshot {
  /** The record from one read, or from the last commit of this run. */
  readonly record: ManagedRecord;
  readonly nowMs: number;
  readonly limits: RotationLimits;
  readonly secret?: ObservedSecret | undefined;
  /** Null if it does not exist. */
  readonly owner?: Owner | null | undefined;
  readonly freeze?: RotationFreeze | null | undefined;
  /** By version ID; null if the version does not exist or has no value yet. */
  readonly values: Readonly<Record<string, ObservedValue | null>>;
  /** Whether all replaced values are known to be unused. */
  readonly areOldUnused?: boolean | undefined;
  /** The version whose value was allowed in the test. */
  readonly verified?: string | undefined;
  readonly policy?: SecretPolicy | undefined;
  /** Why the run stops: a call failed, or a row rejected the run. */
  readonly failure?: StepResult | undefined;
  readonly memory: RunMemory;
}
