import { BLOCKED_REASONS } from '../../core/rotation/blocked-reasons.ts';
import { KEY_EVENT_KINDS, type KeyEvent } from '../../core/rotation/key-events.ts';
import { type RotationWindow, WEEKDAYS } from '../../core/rotation/maintenance-window.ts';
import {
  type ManagedKey,
  type ManagedKeySettings,
  ROTATION_KINDS,
  ROTATION_OUTCOMES,
  type Rotation,
  SCHEDULES,
  SECRET_STATES,
  type SecretVersion,
} from '../../core/rotation/managed-key.ts';
import { keyAttributes } from './attributes.ts';
import { flag, integer, itemCodec, list, nullable, object, oneOf, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';
import { keyItemKey } from './key-item.ts';
import { decodeReconcileTask, reconcileAttributes } from './reconcile-schedule-key.ts';

const window = object<RotationWindow>({
  days: list(oneOf(WEEKDAYS)),
  fromMinute: integer,
  toMinute: integer,
});

const version = object<SecretVersion>({ versionId: text, generation: integer, sinceMs: integer });

const labelDrift = object<NonNullable<ManagedKey['labelDrift']>>({ versionId: text, sinceMs: integer });

const rotation = object<Omit<Rotation, 'candidateDigests'>>({
  versionId: text,
  kind: oneOf(ROTATION_KINDS),
  startedAtMs: integer,
  setAtMs: nullable(integer),
  abandonedAtMs: nullable(integer),
});

const last = object<NonNullable<ManagedKey['last']>>({
  versionId: text,
  outcome: oneOf(ROTATION_OUTCOMES),
  atMs: integer,
});

const blocked = object<NonNullable<ManagedKey['blocked']>>({
  reason: oneOf(BLOCKED_REASONS),
  sinceMs: integer,
});

const keyEvent = object<KeyEvent>({
  kind: oneOf(KEY_EVENT_KINDS),
  atMs: integer,
  versionId: text,
  reason: nullable(oneOf(BLOCKED_REASONS)),
});

/** The digests of generated values are outside `data`, like those of a key: no index may contain them. */
const item = itemCodec<ManagedKeySettings, object, Pick<Rotation, 'candidateDigests'>>({
  type: 'managed-key',
  data: {
    keyId: text,
    tenant: text,
    settingsVersion: integer,
    stack: nullable(text),
    secretArn: text,
    schedule: oneOf(SCHEDULES),
    rotateEveryMs: nullable(integer),
    rotateAtMs: nullable(integer),
    windows: list(window),
    consumerCacheMs: integer,
    overlapMs: integer,
    retireWhenUnused: flag,
    retireDeadlineMs: integer,
    paused: flag,
    readers: list(text),
    stateTag: oneOf(SECRET_STATES),
    replacedAtMs: list(integer),
    versions: list(version),
    lastGeneration: integer,
    existingGenerations: list(integer),
    current: text,
    promotionConfirmedAtMs: nullable(integer),
    labelDrift: nullable(labelDrift),
    rotation: nullable(rotation),
    last: nullable(last),
    blocked: nullable(blocked),
    outbox: list(keyEvent),
  },
  projected: {},
  hidden: { candidateDigests: list(text) },
});

/** The form of a position in the listing of a tenant's managed keys. */
export const KEY_ID = /^[0-9A-Za-z]{1,64}$/;

/** A separate item in the partition of the key, so that authorizing a request does not read it. */
export function managedItemKey(keyId: string): ItemKey {
  return { pk: keyItemKey(keyId).pk, sk: 'managed' };
}

/** The partition of `gsi1` that lists a tenant's managed keys. */
export function managedKeyPartition(tenant: string): string {
  return `tenant#${tenant}#managed`;
}

export function encodeManagedKey(managed: ManagedKey): Attributes {
  const { keyId, tenant, reconcileAtMs } = managed;
  return {
    ...item.encode({ ...managed, candidateDigests: managed.rotation?.candidateDigests ?? [] }),
    ...keyAttributes({ ...managedItemKey(keyId), gsi1pk: managedKeyPartition(tenant), gsi1sk: keyId }),
    ...(reconcileAtMs !== null && reconcileAttributes({ keyId, atMs: reconcileAtMs })),
  };
}

/** @throws UnexpectedItemError */
export function decodeManagedKey(stored: Attributes): ManagedKey {
  const { rotation, candidateDigests, ...settings } = item.decode(stored);
  const reconcileAtMs = decodeReconcileTask(stored)?.atMs ?? null;
  return { ...settings, reconcileAtMs, rotation: rotation && { ...rotation, candidateDigests } };
}

/** Decodes the projected attributes. @throws UnexpectedItemError */
export const decodeManagedKeySettings: (item: Attributes) => ManagedKeySettings = item.decodeProjected;
