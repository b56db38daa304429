import { BLOCKED_REASONS } from '../../core/rotation/blocked-reasons.ts';
import {
  type ManagedKey,
  type ManagedKeySettings,
  ROTATION_OUTCOMES,
  SCHEDULES,
  SECRET_MARKS,
} from '../../core/rotation/managed-key.ts';
import {
  flag,
  integer,
  integerOrNull,
  integers,
  map,
  maps,
  NULL,
  text,
  textOrNull,
  texts,
} from './attributes.ts';
import { Fields } from './fields.ts';
import { keyItemKey } from './key-item.ts';
import {
  decodeNotice,
  decodeRotation,
  decodeVersion,
  decodeWindow,
  encodeNotice,
  encodeRotation,
  encodeVersion,
  encodeWindow,
} from './managed-parts.ts';
import type { Attributes, ItemKey } from './read-item.ts';
import { decodeVisit, visitAttributes } from './visit-place.ts';

const TYPE = 'managed-key';

/** What a position in the listing of a tenant's managed keys looks like. */
export const KEY_ID = /^[0-9A-Za-z]{1,64}$/;

/** Beside the key, so that deciding on a request never reads it. */
export function managedItemKey(keyId: string): ItemKey {
  return { pk: keyItemKey(keyId).pk, sk: 'managed' };
}

/** The partition of `gsi1` that lists a tenant's managed keys. */
export function managedKeyPartition(tenant: string): string {
  return `tenant#${tenant}#managed`;
}

/** The digests of what was drawn stand beside `data`, as those of a key do: no index may ever hold them. */
export function encodeManagedKey(managed: ManagedKey): Attributes {
  const { pk, sk } = managedItemKey(managed.keyId);
  const { strayed, rotation, last, trouble } = managed;
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    proposed: texts(rotation?.proposed ?? []),
    data: map({
      keyId: text(managed.keyId),
      tenant: text(managed.tenant),
      settingsVersion: integer(managed.settingsVersion),
      stack: textOrNull(managed.stack),
      secretArn: text(managed.secretArn),
      schedule: text(managed.schedule),
      rotateEveryMs: integerOrNull(managed.rotateEveryMs),
      rotateAtMs: integerOrNull(managed.rotateAtMs),
      windows: maps(managed.windows.map(encodeWindow)),
      consumerCacheMs: integer(managed.consumerCacheMs),
      overlapMs: integer(managed.overlapMs),
      retireWhenUnused: flag(managed.retireWhenUnused),
      retireLimitMs: integer(managed.retireLimitMs),
      paused: flag(managed.paused),
      readers: texts(managed.readers),
      mark: text(managed.mark),
      replacedAtMs: integers(managed.replacedAtMs),
      versions: maps(managed.versions.map(encodeVersion)),
      lastGeneration: integer(managed.lastGeneration),
      existingGenerations: integers(managed.existingGenerations),
      current: text(managed.current),
      promotedSeenAtMs: integerOrNull(managed.promotedSeenAtMs),
      strayed: strayed ? map({ token: text(strayed.token), sinceMs: integer(strayed.sinceMs) }) : NULL,
      rotation: rotation ? map(encodeRotation(rotation)) : NULL,
      last: last
        ? map({ token: text(last.token), outcome: text(last.outcome), atMs: integer(last.atMs) })
        : NULL,
      trouble: trouble ? map({ reason: text(trouble.reason), sinceMs: integer(trouble.sinceMs) }) : NULL,
      untold: maps(managed.untold.map(encodeNotice)),
    }),
    gsi1pk: text(managedKeyPartition(managed.tenant)),
    gsi1sk: text(managed.keyId),
    ...(managed.visitAtMs !== null && visitAttributes({ keyId: managed.keyId, atMs: managed.visitAtMs })),
  };
}

/** @throws UnexpectedItemError */
export function decodeManagedKey(item: Attributes): ManagedKey {
  const { rotation, ...settings } = decodeManagedKeySettings(item);
  const proposed = Fields.of(TYPE, item).texts('proposed');
  const visitAtMs = decodeVisit(item)?.atMs ?? null;
  return { ...settings, visitAtMs, rotation: rotation && { ...rotation, proposed } };
}

/**
 * Decodes what an index holds of it.
 *
 * @throws UnexpectedItemError
 */
export function decodeManagedKeySettings(item: Attributes): ManagedKeySettings {
  const data = Fields.of(TYPE, item).map('data');
  const [strayed, rotation, last, trouble] = [
    data.mapOrNull('strayed'),
    data.mapOrNull('rotation'),
    data.mapOrNull('last'),
    data.mapOrNull('trouble'),
  ];
  return {
    keyId: data.text('keyId'),
    tenant: data.text('tenant'),
    settingsVersion: data.integer('settingsVersion'),
    stack: data.textOrNull('stack'),
    secretArn: data.text('secretArn'),
    schedule: data.oneOf('schedule', SCHEDULES),
    rotateEveryMs: data.integerOrNull('rotateEveryMs'),
    rotateAtMs: data.integerOrNull('rotateAtMs'),
    windows: data.maps('windows').map(decodeWindow),
    consumerCacheMs: data.integer('consumerCacheMs'),
    overlapMs: data.integer('overlapMs'),
    retireWhenUnused: data.flag('retireWhenUnused'),
    retireLimitMs: data.integer('retireLimitMs'),
    paused: data.flag('paused'),
    readers: data.texts('readers'),
    mark: data.oneOf('mark', SECRET_MARKS),
    replacedAtMs: data.integers('replacedAtMs'),
    versions: data.maps('versions').map(decodeVersion),
    lastGeneration: data.integer('lastGeneration'),
    existingGenerations: data.integers('existingGenerations'),
    current: data.text('current'),
    promotedSeenAtMs: data.integerOrNull('promotedSeenAtMs'),
    strayed: strayed && { token: strayed.text('token'), sinceMs: strayed.integer('sinceMs') },
    rotation: rotation && decodeRotation(rotation),
    last: last && {
      token: last.text('token'),
      outcome: last.oneOf('outcome', ROTATION_OUTCOMES),
      atMs: last.integer('atMs'),
    },
    trouble: trouble && {
      reason: trouble.oneOf('reason', BLOCKED_REASONS),
      sinceMs: trouble.integer('sinceMs'),
    },
    untold: data.maps('untold').map(decodeNotice),
  };
}
