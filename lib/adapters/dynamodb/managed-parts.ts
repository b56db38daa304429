import { BLOCKED_REASONS } from '../../core/rotation/blocked-reasons.ts';
import { KEY_EVENT_KINDS, type KeyEvent } from '../../core/rotation/key-events.ts';
import { type RotationWindow, WEEKDAYS } from '../../core/rotation/maintenance-window.ts';
import { type HeldVersion, ROTATION_KINDS, type Rotation } from '../../core/rotation/managed-key.ts';
import { integer, integerOrNull, text, textOrNull, texts } from './attributes.ts';
import type { Fields } from './fields.ts';
import type { Attributes } from './read-item.ts';

export function encodeWindow({ days, fromMinute, toMinute }: RotationWindow): Attributes {
  return { days: texts(days), fromMinute: integer(fromMinute), toMinute: integer(toMinute) };
}

export function decodeWindow(fields: Fields): RotationWindow {
  return {
    days: fields.listOf('days', WEEKDAYS),
    fromMinute: fields.integer('fromMinute'),
    toMinute: fields.integer('toMinute'),
  };
}

export function encodeVersion({ token, generation, sinceMs }: HeldVersion): Attributes {
  return { token: text(token), generation: integer(generation), sinceMs: integer(sinceMs) };
}

export function decodeVersion(fields: Fields): HeldVersion {
  return {
    token: fields.text('token'),
    generation: fields.integer('generation'),
    sinceMs: fields.integer('sinceMs'),
  };
}

export function encodeRotation(rotation: Rotation): Attributes {
  return {
    token: text(rotation.token),
    kind: text(rotation.kind),
    startedAtMs: integer(rotation.startedAtMs),
    setAtMs: integerOrNull(rotation.setAtMs),
    abandonedAtMs: integerOrNull(rotation.abandonedAtMs),
  };
}

export function decodeRotation(fields: Fields): Omit<Rotation, 'proposed'> {
  return {
    token: fields.text('token'),
    kind: fields.oneOf('kind', ROTATION_KINDS),
    startedAtMs: fields.integer('startedAtMs'),
    setAtMs: fields.integerOrNull('setAtMs'),
    abandonedAtMs: fields.integerOrNull('abandonedAtMs'),
  };
}

export function encodeNotice({ kind, atMs, token, reason }: KeyEvent): Attributes {
  return { kind: text(kind), atMs: integer(atMs), token: text(token), reason: textOrNull(reason) };
}

export function decodeNotice(fields: Fields): KeyEvent {
  return {
    kind: fields.oneOf('kind', KEY_EVENT_KINDS),
    atMs: fields.integer('atMs'),
    token: fields.text('token'),
    reason: fields.oneOfOrNull('reason', BLOCKED_REASONS),
  };
}
