import { TROUBLE_REASONS } from '../../core/rotation/failures.ts';
import {
  type HeldVersion,
  type ManagedKey,
  ROTATION_KINDS,
  ROTATION_OUTCOMES,
  type Rotation,
} from '../../core/rotation/managed-key.ts';
import { NOTICE_KINDS, type Notice } from '../../core/rotation/notices.ts';
import { flag, integer, integerOrNull, map, maps, NULL, text, textOrNull, texts } from './attributes.ts';
import { Fields } from './fields.ts';
import { keyItemKey } from './key-item.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'managed-key';

/** Beside the key, so that deciding on a request never reads it. */
export function managedItemKey(keyId: string): ItemKey {
  return { pk: keyItemKey(keyId).pk, sk: 'managed' };
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
      secretArn: text(managed.secretArn),
      rotateEveryMs: integerOrNull(managed.rotateEveryMs),
      rotateAtMs: integerOrNull(managed.rotateAtMs),
      overlapMs: integer(managed.overlapMs),
      retireWhenUnused: flag(managed.retireWhenUnused),
      retireLimitMs: integer(managed.retireLimitMs),
      paused: flag(managed.paused),
      versions: maps(managed.versions.map(encodeVersion)),
      lastGeneration: integer(managed.lastGeneration),
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
  };
}

/** @throws UnexpectedItemError */
export function decodeManagedKey(item: Attributes): ManagedKey {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data');
  const proposed = fields.texts('proposed');
  const [strayed, rotation, last, trouble] = [
    data.mapOrNull('strayed'),
    data.mapOrNull('rotation'),
    data.mapOrNull('last'),
    data.mapOrNull('trouble'),
  ];
  return {
    keyId: data.text('keyId'),
    secretArn: data.text('secretArn'),
    rotateEveryMs: data.integerOrNull('rotateEveryMs'),
    rotateAtMs: data.integerOrNull('rotateAtMs'),
    overlapMs: data.integer('overlapMs'),
    retireWhenUnused: data.flag('retireWhenUnused'),
    retireLimitMs: data.integer('retireLimitMs'),
    paused: data.flag('paused'),
    versions: data.maps('versions').map(decodeVersion),
    lastGeneration: data.integer('lastGeneration'),
    current: data.text('current'),
    promotedSeenAtMs: data.integerOrNull('promotedSeenAtMs'),
    strayed: strayed && { token: strayed.text('token'), sinceMs: strayed.integer('sinceMs') },
    rotation: rotation && { ...decodeRotation(rotation), proposed },
    last: last && {
      token: last.text('token'),
      outcome: last.oneOf('outcome', ROTATION_OUTCOMES),
      atMs: last.integer('atMs'),
    },
    trouble: trouble && {
      reason: trouble.oneOf('reason', TROUBLE_REASONS),
      sinceMs: trouble.integer('sinceMs'),
    },
    untold: data.maps('untold').map(decodeNotice),
  };
}

function encodeVersion({ token, generation }: HeldVersion): Attributes {
  return { token: text(token), generation: integer(generation) };
}

function decodeVersion(fields: Fields): HeldVersion {
  return { token: fields.text('token'), generation: fields.integer('generation') };
}

function encodeRotation(rotation: Rotation): Attributes {
  return {
    token: text(rotation.token),
    kind: text(rotation.kind),
    startedAtMs: integer(rotation.startedAtMs),
    setAtMs: integerOrNull(rotation.setAtMs),
    abandonedAtMs: integerOrNull(rotation.abandonedAtMs),
  };
}

function decodeRotation(fields: Fields): Omit<Rotation, 'proposed'> {
  return {
    token: fields.text('token'),
    kind: fields.oneOf('kind', ROTATION_KINDS),
    startedAtMs: fields.integer('startedAtMs'),
    setAtMs: fields.integerOrNull('setAtMs'),
    abandonedAtMs: fields.integerOrNull('abandonedAtMs'),
  };
}

function encodeNotice({ kind, atMs, token, reason }: Notice): Attributes {
  return { kind: text(kind), atMs: integer(atMs), token: text(token), reason: textOrNull(reason) };
}

function decodeNotice(fields: Fields): Notice {
  return {
    kind: fields.oneOf('kind', NOTICE_KINDS),
    atMs: fields.integer('atMs'),
    token: fields.text('token'),
    reason: fields.oneOfOrNull('reason', TROUBLE_REASONS),
  };
}
