import type { AuditEvent } from '../audit/event.ts';
import type { Json, JsonObject } from '../json.ts';

/** One rotation of a key, as its audit events tell of it. */
export interface PastRotation {
  /** The id of the secret's version that it made current, or was to. */
  readonly versionId: string;
  readonly kind: string | null;
  readonly startedAtMs: number;
  /** Null while it is open, and where its end is not among the events. */
  readonly outcome: string | null;
  readonly endedAtMs: number | null;
  /** Oldest first. */
  readonly steps: readonly RotationStep[];
}

interface RotationStep {
  /** What the event is called, without `rotation.`: `started`, `value-accepted`, … */
  readonly step: string;
  readonly atMs: number;
  /** Who did it, by the whole id. */
  readonly by: string;
  /** What stood in its way. */
  readonly reason: string | null;
}

/** Says something of the key, not of a rotation. */
const NON_STEP_ACTIONS = [
  'rotation.events-published',
  'rotation.settings-updated',
  'rotation.paused',
  'rotation.resumed',
  'rotation.secret-tagged',
  'rotation.drift-repaired',
];

/** The rotations that events of one key tell of, given newest first: the latest one first. */
export function rotationsOf(events: readonly AuditEvent[]): readonly PastRotation[] {
  const found = new Map<string, PastRotation>();
  for (const event of events.toReversed()) {
    if (!event.action.startsWith('rotation.') || NON_STEP_ACTIONS.includes(event.action)) continue;
    const versionId = tokenOf(event);
    if (versionId !== undefined) found.set(versionId, withEvent(found.get(versionId), versionId, event));
  }
  // What is told of a first value only is no rotation.
  return [...found.values()].filter(({ kind }) => kind !== null).toReversed();
}

/** The rotation that was open before or after; of what came later, as retiring, the one that is current. */
function tokenOf({ before, after }: AuditEvent): string | undefined {
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
