import type { BlockedReason } from './blocked-reasons.ts';

/** The kinds of key events of the reconciler. */
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

/** An event of a managed key, stored with the key until it is published. */
export interface KeyEvent {
  readonly kind: KeyEventKind;
  readonly atMs: number;
  /** The version of the secret. */
  readonly versionId: string;
  /** Why the rotation is blocked; null for other events. */
  readonly reason: BlockedReason | null;
}

/** A published key event. It never contains a value. */
export interface PublishedKeyEvent extends KeyEvent {
  /** Identical for every delivery of the event: receivers drop duplicates. */
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly keyId: string;
}

/** Publishes committed key events, each at least once. */
export interface KeyEventPublisher {
  /** @throws UnavailableError if the bus does not accept the event: it stays in the outbox */
  publish(keyEvent: PublishedKeyEvent): Promise<void>;
}

/** The maximum number of events in the outbox. While the bus is unavailable, the oldest are dropped. */
export const OUTBOX_LIMIT = 8;

/** The outbox with more events, limited to the newest `OUTBOX_LIMIT`. */
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
