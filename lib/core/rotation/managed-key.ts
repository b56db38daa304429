import type { JsonObject } from '../json.ts';
import { auditableCredentials, type Credential, type Key } from '../keys/key.ts';
import type { BlockedReason } from './blocked-reasons.ts';
import type { KeyEvent } from './key-events.ts';
import type { RotationWindow } from './maintenance-window.ts';

/** The maximum number of credentials of a key: live ones and one that a rollback can reinstate. */
export const CREDENTIALS_LIMIT = 4;

/** The maximum number of immediate replacements in 24 hours. */
export const REPLACEMENTS_LIMIT = 4;

/** Why a version of the secret becomes current. */
export const ROTATION_KINDS = ['standard', 'replacement', 'rollback'] as const;
export type RotationKind = (typeof ROTATION_KINDS)[number];

/** An open rotation. All times are milliseconds since 1970. */
export interface Rotation {
  /** The ID of the pending version, which becomes current. Identifies the rotation permanently. */
  readonly versionId: string;
  readonly kind: RotationKind;
  readonly startedAtMs: number;
  /** The digests of the values that were generated for this version. No other value is accepted. */
  readonly candidateDigests: readonly string[];
  /** When its value was accepted. */
  readonly setAtMs: number | null;
  readonly abandonedAtMs: number | null;
}

/** How a rotation ended. */
export const ROTATION_OUTCOMES = ['finished', 'abandoned', 'superseded', 'key-revoked'] as const;
export type RotationOutcome = (typeof ROTATION_OUTCOMES)[number];

/** A version of the secret and the credential of its value. */
export interface SecretVersion {
  readonly versionId: string;
  readonly generation: number;
  /** When it was accepted, in milliseconds since 1970: its age counts from here. */
  readonly sinceMs: number;
}

/** What starts scheduled rotations: the sweep, or a schedule of Secrets Manager. */
export const SCHEDULES = ['postern', 'secrets-manager'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** The values of the state tag of a secret, for readers in Secrets Manager. */
export const SECRET_STATES = [
  'creating',
  'managed',
  'key-revoked',
  'owner-deactivated',
  'unmanaged',
] as const;
export type SecretState = (typeof SECRET_STATES)[number];

/** The rotation state of a key whose value is stored in a secret. Always written together with the key. */
export interface ManagedKey {
  readonly keyId: string;
  readonly tenant: string;
  /**
   * Counts the updates of the settings and of `paused`; a rotation does not change it. It starts at the version of the
   * key and never exceeds it, so that a key which is adopted again never has the same settings version twice.
   */
  readonly settingsVersion: number;
  /** The ID of the CloudFormation stack that manages it; null if the API does. */
  readonly stack: string | null;
  /** Binds the secret to the key. The content of the secret is never used for that. */
  readonly secretArn: string;
  readonly schedule: Schedule;
  /** Null if it rotates only on demand. */
  readonly rotateEveryMs: number | null;
  /** When the next rotation is due; null if it rotates only on demand or by a schedule of Secrets Manager. */
  readonly rotateAtMs: number | null;
  /** When a due rotation can start; empty for any time. */
  readonly windows: readonly RotationWindow[];
  /** When the sweep queues it next; null for never. */
  readonly reconcileAtMs: number | null;
  /** The cache TTL of its consumers. */
  readonly consumerCacheMs: number;
  readonly overlapMs: number;
  /** Whether an old credential ends only once it is known to be unused. */
  readonly retireWhenUnused: boolean;
  /** The latest end of an old credential, from the start of the overlap. */
  readonly retireDeadlineMs: number;
  readonly paused: boolean;
  /** The principals that the policy of the secret allows to read it: ARNs, also of other accounts. */
  readonly readers: readonly string[];
  /** The state tag that was last written to the secret. */
  readonly stateTag: SecretState;
  /** The times of the latest immediate replacements, newest last: at most `REPLACEMENTS_LIMIT`. */
  readonly replacedAtMs: readonly number[];
  readonly versions: readonly SecretVersion[];
  /** The largest generation that any credential of the key had: none is used twice, also if the key is adopted again. */
  readonly lastGeneration: number;
  /** The credentials that existed before the adoption, which gave them an end: unmanaging removes that end. */
  readonly existingGenerations: readonly number[];
  /** The version that AWSCURRENT is expected on. */
  readonly current: string;
  /** When it was observed there in all Regions: the start of the overlap. */
  readonly promotionConfirmedAtMs: number | null;
  /** The unexpected version with AWSCURRENT: confirmed if it is observed again when no read can be stale. */
  readonly labelDrift: { readonly versionId: string; readonly sinceMs: number } | null;
  readonly rotation: Rotation | null;
  readonly last: {
    readonly versionId: string;
    readonly outcome: RotationOutcome;
    readonly atMs: number;
  } | null;
  /** Why rotation is blocked; published once. */
  readonly blocked: { readonly reason: BlockedReason; readonly sinceMs: number } | null;
  /** Key events that are not known to be published. */
  readonly outbox: readonly KeyEvent[];
}

/** A managed key in a listing: without digests of generated values. */
export type ManagedKeySettings = Omit<ManagedKey, 'rotation' | 'reconcileAtMs'> & {
  readonly rotation: Omit<Rotation, 'candidateDigests'> | null;
};

/** A key and its rotation state. */
export interface ManagedRecord {
  readonly key: Key;
  readonly managed: ManagedKey;
}

/** The credential of the value of a version, live or ended. */
export function credentialOf({ key, managed }: ManagedRecord, versionId: string): Credential | undefined {
  const generation = managed.versions.find((each) => each.versionId === versionId)?.generation;
  return key.credentials.find((each) => each.generation === generation);
}

/** The credentials without an end, except the current one and that of an open rotation. */
export function replacedCredentials(record: ManagedRecord): readonly Credential[] {
  const { current, rotation } = record.managed;
  const kept = [current, rotation?.versionId].map(
    (versionId) => versionId !== undefined && credentialOf(record, versionId)?.generation,
  );
  return record.key.credentials.filter(
    ({ generation, endsAtMs }) => endsAtMs === null && !kept.includes(generation),
  );
}

/** The rotation of this version, if it is still open and was not abandoned. */
export function openRotation({ rotation }: ManagedKey, versionId: string): Rotation | undefined {
  return rotation?.versionId === versionId && rotation.abandonedAtMs === null ? rotation : undefined;
}

/** Whether the rotation of this version has finished, in any run: all its steps are then done. */
export function isFinished({ last }: ManagedKey, versionId: string): boolean {
  return last?.versionId === versionId && last.outcome === 'finished';
}

/** Sets the end of the credentials that `isSelected` selects and that have none. */
export function endCredentials(
  { credentials }: Key,
  endsAtMs: number,
  isSelected: (credential: Credential) => boolean,
): readonly Credential[] {
  return credentials.map((each) =>
    each.endsAtMs === null && isSelected(each) ? { ...each, endsAtMs } : each,
  );
}

/** The record with these credentials only, and without the versions of all others. */
export function withCredentials(
  { key, managed }: ManagedRecord,
  credentials: readonly Credential[],
): ManagedRecord {
  const versions = managed.versions.filter(({ generation }) =>
    credentials.some((each) => each.generation === generation),
  );
  return { key: { ...key, credentials }, managed: { ...managed, versions } };
}

/** The state in an audit event: without the digests of generated values and the outbox. */
export function auditableManagedKey({ rotation, outbox, ...managed }: ManagedKey): JsonObject {
  const { versionId, kind, startedAtMs, setAtMs, abandonedAtMs } = rotation ?? {};
  return {
    ...managed,
    windows: managed.windows.map((each) => ({ ...each })),
    versions: managed.versions.map((each) => ({ ...each })),
    labelDrift: managed.labelDrift && { ...managed.labelDrift },
    last: managed.last && { ...managed.last },
    blocked: managed.blocked && { ...managed.blocked },
    rotation:
      versionId === undefined || kind === undefined
        ? null
        : {
            versionId,
            kind,
            startedAtMs: startedAtMs ?? null,
            setAtMs: setAtMs ?? null,
            abandonedAtMs: abandonedAtMs ?? null,
          },
  };
}

/** A key and its rotation state in an audit event: the state, and what a restore must know of the key. */
export function auditableState({ key, managed }: ManagedRecord): JsonObject {
  return { ...auditableManagedKey(managed), ...auditableValues(key) };
}

/** The credentials of a key and its version, for events that do not contain the settings of the key. */
export function auditableValues({ version, credentials }: Key): JsonObject {
  return { version, credentials: auditableCredentials(credentials) };
}
