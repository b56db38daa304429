import type { BlockedReason } from './blocked-reasons.ts';

/** What is told about the rotation of a key. */
export const KEY_EVENT_KINDS = [
  'rotation.started',
  'rotation.finished',
  'rotation.failed',
  'rotation.timed-out',
  'rotation.abandoned',
  'rotation.superseded',
  'value.retired',
  'value.retired-at-deadline',
  'rotation.rolled-back',
  'value.replaced',
  'secret.value-rejected',
  'secret.label-drift',
  'secret.drift-repaired',
  'key.unmanaged',
] as const;
export type KeyEventKind = (typeof KEY_EVENT_KINDS)[number];

/** One thing that happened, kept with the key until it is told. */
export interface KeyEvent {
  readonly kind: KeyEventKind;
  readonly atMs: number;
  /** The version of the secret that it is about. */
  readonly versionId: string;
  /** Of a failure. */
  readonly reason: BlockedReason | null;
}

/** A key event as it is published. It never has a value. */
export interface PublishedKeyEvent extends KeyEvent {
  /** The same each time that this event is published: receivers drop repetitions. */
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly keyId: string;
}

/** Takes what is to be told, after it was committed, at least once. */
export interface KeyEventPublisher {
  /** @throws UnavailableError where it can't be taken now: it is told again later */
  publish(keyEvent: PublishedKeyEvent): Promise<void>;
}

/** The most that wait to be told; while the target is down the oldest give way. */
export const OUTBOX_LIMIT = 8;

/** Those that wait, and more. */
export function appendToOutbox(outbox: readonly KeyEvent[], more: readonly KeyEvent[]): readonly KeyEvent[] {
  return [...outbox, ...more].slice(-OUTBOX_LIMIT);
}

/** Identifies an event among all events of its key. */
export function keyEventId(keyId: string, { kind, atMs, versionId }: KeyEvent): string {
  return `${keyId}:${kind}:${versionId}:${atMs}`;
}

export function keyEvent(
  kind: KeyEventKind,
  atMs: number,
  versionId: string,
  reason: BlockedReason | null = null,
): KeyEvent {
  return { kind, atMs, versionId, reason };
}
