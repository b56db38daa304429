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
  /** Before the read. Elapsed times are measured to it: the response can be as old as the request. */
  readonly askedMs: number;
  /** After the read. Start times are set to it: the state can be as recent as the response. */
  readonly answeredMs: number;
}

/** The value of a version, without the value. */
export interface ObservedValue {
  /** The digest by which the key would accept it; undefined if it is not a value of this key. */
  readonly digest: string | undefined;
}

/** The actions of a run that no read can observe. Kept after a stale commit. */
export interface RunMemory {
  /** The ID of a version that this run can make. */
  readonly newVersionId: string;
  /** The digest of the value that this run generated for a version, by version ID. */
  readonly generated: Readonly<Record<string, string>>;
  /** The version to which this run moved AWSCURRENT. */
  readonly movedTo: string | undefined;
  /** Whether AWSCURRENT was not on the version from which this run wanted to move it. */
  readonly isLabelElsewhere: boolean;
  /** The versions that are known to have a value, also if a later read is behind. */
  readonly filled: readonly string[];
  /** The version from which this run took AWSPENDING. */
  readonly cleared: string | undefined;
  /** The state with which this run tagged the secret; null if it could not. */
  readonly tagged: SecretState | null | undefined;
  /** The parts of the secret that differed and were written. */
  readonly repaired: readonly SecretPart[];
  /** Whether that is committed. */
  readonly isRepairReported: boolean;
  /** The parts of the secret that differ and could not be written. */
  readonly unrepaired: readonly SecretPart[];
  /** The IDs of the key events that were published. */
  readonly published: readonly string[];
  /** Whether the event bus did not take one: the rest waits for the next check. */
  readonly isBusDown: boolean;
  /** The version ID of the rotation that was ordered, once the order is committed. */
  readonly ordered: string | undefined;
}

/** The memory of a run that has done nothing yet. */
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
 * What one run has observed of a managed key. Undefined: not read in this run. A stale commit clears all of it but the
 * memory, so that a newer record is never combined with older observations.
 */
export interface Snapshot {
  /** As one read found it, or as the last commit of this run wrote it. */
  readonly record: ManagedRecord;
  readonly nowMs: number;
  readonly limits: RotationLimits;
  readonly secret?: ObservedSecret | undefined;
  /** Null if it does not exist. */
  readonly owner?: Owner | null | undefined;
  readonly freeze?: RotationFreeze | null | undefined;
  /** By version ID; null if there is no such version, or none with a value yet. */
  readonly values: Readonly<Record<string, ObservedValue | null>>;
  /** Whether the old values are known to be unused. */
  readonly areOldUnused?: boolean | undefined;
  /** The version whose value the verification path allowed. */
  readonly verified?: string | undefined;
  readonly policy?: SecretPolicy | undefined;
  /** Why the run goes no further: a call failed, or a row rejected. */
  readonly failure?: StepResult | undefined;
  readonly memory: RunMemory;
}
