import type { AuditEvent } from '../audit/event.ts';
import type { Json, JsonObject } from '../json.ts';

/** One rotation of a key, read from its audit events. */
export interface PastRotation {
  /** The version of the secret that the rotation makes current. */
  readonly versionId: string;
  readonly kind: string | null;
  readonly startedAtMs: number;
  /** Null while it is open, or if the events do not include its end. */
  readonly outcome: string | null;
  readonly endedAtMs: number | null;
  /** Oldest first. */
  readonly steps: readonly RotationStep[];
}

interface RotationStep {
  /** The audit action without `rotation.`, for example `value-accepted`. */
  readonly step: string;
  readonly atMs: number;
  /** The complete ID of the caller. */
  readonly by: string;
  /** Why the rotation was blocked. */
  readonly reason: string | null;
}

/** Actions about the key, not about one rotation. */
const NON_STEP_ACTIONS = [
  'rotation.events-published',
  'rotation.settings-updated',
  'rotation.paused',
  'rotation.resumed',
  'rotation.secret-tagged',
  'rotation.drift-repaired',
];

/** The rotations in the events of one key, newest first. `events` must be newest first. */
export function rotationsOf(events: readonly AuditEvent[]): readonly PastRotation[] {
  const found = new Map<string, PastRotation>();
  for (const event of events.toReversed()) {
    if (!event.action.startsWith('rotation.') || NON_STEP_ACTIONS.includes(event.action)) continue;
    const versionId = versionIdOf(event);
    if (versionId !== undefined) found.set(versionId, withEvent(found.get(versionId), versionId, event));
  }
  // The events of the first value are not a rotation.
  return [...found.values()].filter(({ kind }) => kind !== null).toReversed();
}

/** The version ID of the open rotation, or of the current version for later events such as the retirement. */
function versionIdOf({ before, after }: AuditEvent): string | undefined {
  const open = objectIn(after, 'rotation') ?? objectIn(before, 'rotation');
  return textIn(open, 'versionId') ?? textIn(after, 'current');
}

function withEvent(known: PastRotation | undefined, versionId: string, event: AuditEvent): PastRotation {
  const { action, atMs, caller, before, after } = event;
  const open = objectIn(after, 'rotation') ?? objectIn(before, 'rotation');
  const last = objectIn(after, 'last');
  const isOver = textIn(last, 'versionId') === versionId;
  const reason = action === 'rotation.failed' ? textIn(objectIn(after, 'blocked'), 'reason') : undefined;
  const step = { step: action.slice('rotation.'.length), atMs, by: caller.id, reason: reason ?? null };
  return {
    versionId,
    kind: known?.kind ?? textIn(open, 'kind') ?? null,
    startedAtMs: known?.startedAtMs ?? numberIn(open, 'startedAtMs') ?? atMs,
    outcome: (isOver ? textIn(last, 'outcome') : known?.outcome) ?? null,
    endedAtMs: (isOver ? numberIn(last, 'atMs') : known?.endedAtMs) ?? null,
    steps: [...(known?.steps ?? []), step],
  };
}

function objectIn(object: JsonObject | null, name: string): JsonObject | null {
  const value = object?.[name];
  return isObject(value) ? value : null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(object: JsonObject | null, name: string): string | undefined {
  const value = object?.[name];
  return typeof value === 'string' ? value : undefined;
}

function numberIn(object: JsonObject | null, name: string): number | undefined {
  const value = object?.[name];
  return typeof value === 'number' ? value : undefined;
}
