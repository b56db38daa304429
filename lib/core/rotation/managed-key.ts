import type { JsonObject } from '../json.ts';
import type { Credential, Key } from '../keys/key.ts';
import type { BlockedReason } from './blocked-reasons.ts';
import type { KeyEvent } from './key-events.ts';
import type { RotationWindow } from './maintenance-window.ts';

/** The most credentials that a key may have, live ones and one that a rollback can revive. */
export const CREDENTIALS_LIMIT = 4;

/** How often a value may be replaced at once in 24 hours. */
export const REPLACEMENTS_LIMIT = 4;

/** How the engine came to make a version of the secret the current one. */
export const ROTATION_KINDS = ['standard', 'replacement', 'rollback'] as const;
export type RotationKind = (typeof ROTATION_KINDS)[number];

/** A rotation that has not come to its end. All instants are milliseconds since 1970. */
export interface Rotation {
  /** The id of the secret's version that is to become the current one: names this rotation for ever. */
  readonly versionId: string;
  readonly kind: RotationKind;
  readonly startedAtMs: number;
  /** The digests of the values that the engine drew for this version: nothing else is ever added. */
  readonly candidateDigests: readonly string[];
  /** When its value began to be accepted. */
  readonly setAtMs: number | null;
  readonly abandonedAtMs: number | null;
}

/** How a rotation ended. */
export const ROTATION_OUTCOMES = ['finished', 'abandoned', 'superseded', 'key-revoked'] as const;
export type RotationOutcome = (typeof ROTATION_OUTCOMES)[number];

/** Which credential the value of a version of the secret is. */
export interface SecretVersion {
  readonly versionId: string;
  readonly generation: number;
  /** When it began to be accepted, in milliseconds since 1970: from then on it ages. */
  readonly sinceMs: number;
}

/** Who begins rotations: the sweep, or Secrets Manager by a schedule of its own. */
export const SCHEDULES = ['postern', 'secrets-manager'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** What a secret is marked as, for those who look at it in Secrets Manager. */
export const SECRET_STATES = [
  'creating',
  'managed',
  'key-revoked',
  'owner-deactivated',
  'unmanaged',
] as const;
export type SecretState = (typeof SECRET_STATES)[number];

/** What is known of a key whose value lies in a secret: beside the key, and written together with it only. */
export interface ManagedKey {
  readonly keyId: string;
  readonly tenant: string;
  /**
   * Counts the changes of the settings and of `paused`: a rotation does not change it. At most the version of the key,
   * from which it begins, so that a key which is adopted again never has a settings version twice.
   */
  readonly settingsVersion: number;
  /** The CloudFormation stack that manages it, by its id; null where the API does. */
  readonly stack: string | null;
  /** The binding, and the only one: what stands in the secret never says whose key it is. */
  readonly secretArn: string;
  readonly schedule: Schedule;
  /** Null where it rotates on demand alone. */
  readonly rotateEveryMs: number | null;
  /** When the next rotation is due; null where Secrets Manager says when. */
  readonly rotateAtMs: number | null;
  /** When a rotation that is due may begin; none for at any time. */
  readonly windows: readonly RotationWindow[];
  /** When the sweep is to have it looked at next; null where never again. */
  readonly reconcileAtMs: number | null;
  /** For how long its consumers keep what they read. */
  readonly consumerCacheMs: number;
  readonly overlapMs: number;
  /** Whether the old credential must have been seen to be unused before it ends. */
  readonly retireWhenUnused: boolean;
  /** When it ends in any case, counted as the overlap is. */
  readonly retireDeadlineMs: number;
  readonly paused: boolean;
  /** Who may read the secret by its own policy: ARNs of principals, of other accounts too. */
  readonly readers: readonly string[];
  /** What the secret is known to be marked as. */
  readonly stateTag: SecretState;
  /** When its value was replaced at once, the latest last: as many of them as a day may have. */
  readonly replacedAtMs: readonly number[];
  readonly versions: readonly SecretVersion[];
  /** No credential of the key had a larger number: none is ever given twice, however often the key is adopted. */
  readonly lastGeneration: number;
  /** The credentials that existed before the key was adopted, and that adopting gave an end: unmanaging removes it. */
  readonly existingGenerations: readonly number[];
  /** The version that is expected to be labelled current. */
  readonly current: string;
  /** Since when it is known to be so everywhere: the start of the overlap. */
  readonly promotionConfirmedAtMs: number | null;
  /** Another version that was seen to be current instead: believed once it is still so when no read can be behind. */
  readonly labelDrift: { readonly versionId: string; readonly sinceMs: number } | null;
  readonly rotation: Rotation | null;
  readonly last: {
    readonly versionId: string;
    readonly outcome: RotationOutcome;
    readonly atMs: number;
  } | null;
  /** What stands in the way, told once. */
  readonly blocked: { readonly reason: BlockedReason; readonly sinceMs: number } | null;
  /** KeyEventPublisher that are not known to have been delivered. */
  readonly outbox: readonly KeyEvent[];
}

/** What a listing holds of it: no digest of what was drawn. */
export type ManagedKeySettings = Omit<ManagedKey, 'rotation' | 'reconcileAtMs'> & {
  readonly rotation: Omit<Rotation, 'candidateDigests'> | null;
};

/** A key together with what is known of its secret. */
export interface ManagedRecord {
  readonly key: Key;
  readonly managed: ManagedKey;
}

/** Whether a credential is accepted at an instant. */
export function isLive({ endsAtMs }: Credential, nowMs: number): boolean {
  return endsAtMs === null || nowMs < endsAtMs;
}

/** The credential that the value of a version is, whether live or ended. */
export function credentialOf({ key, managed }: ManagedRecord, versionId: string): Credential | undefined {
  const generation = managed.versions.find((each) => each.versionId === versionId)?.generation;
  return key.credentials.find((each) => each.generation === generation);
}

/** The credentials that have no end, but for the current one and the one of an open rotation. */
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

/** Whether the rotation of this version has finished, in whichever run: each of its steps is then done. */
export function isFinished({ last }: ManagedKey, versionId: string): boolean {
  return last?.versionId === versionId && last.outcome === 'finished';
}

/** Ends the credentials that `which` picks, but for those that have an end already. */
export function endCredentials(
  { credentials }: Key,
  endsAtMs: number,
  which: (credential: Credential) => boolean,
): readonly Credential[] {
  return credentials.map((each) => (each.endsAtMs === null && which(each) ? { ...each, endsAtMs } : each));
}

/** The record without the credentials that `keep` refuses, and without their versions. */
export function withCredentials(
  { key, managed }: ManagedRecord,
  credentials: readonly Credential[],
): ManagedRecord {
  const versions = managed.versions.filter(({ generation }) =>
    credentials.some((each) => each.generation === generation),
  );
  return { key: { ...key, credentials }, managed: { ...managed, versions } };
}

/** As an audit event tells it: without the digests of what was drawn, and what is yet to be told. */
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
