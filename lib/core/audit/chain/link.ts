import type { AuditEvent } from '../event.ts';
import { linkKeptUntilMs } from '../retention.ts';
import { canonicalHash } from './canonical.ts';

/** An event in a link: its position and the hash of its content. */
export interface ChainedEvent {
  readonly tenant: string;
  readonly id: string;
  readonly atMs: number;
  /** SHA-256 of the event's canonical form, as hex. */
  readonly hash: string;
  /** When retention can remove the event; null for never. */
  readonly keptUntilMs: number | null;
}

/** A link of the chain: a batch of events and the hash of the previous link. */
export interface AuditLink {
  /** 1, 2, …, without a gap. */
  readonly number: number;
  /** Not earlier than the previous link or any event in the link. */
  readonly atMs: number;
  /** The previous link and when retention can remove it; null for the first. */
  readonly previous: { readonly hash: string; readonly keptUntilMs: number } | null;
  /** Empty in a heartbeat link, which is appended after a day without events. */
  readonly events: readonly ChainedEvent[];
  /** When retention can remove the link; not earlier than the links before it. */
  readonly keptUntilMs: number;
  /** SHA-256 of all other members, as hex. */
  readonly hash: string;
}

/** The unique name of an event: tenant, time and ID. */
export function eventName({ tenant, atMs, id }: Pick<ChainedEvent, 'tenant' | 'atMs' | 'id'>): string {
  return `${tenant}/${atMs}/${id}`;
}

/** The hash of an event: its stored fields and those of its caller. */
export function hashOfEvent(event: AuditEvent): string {
  const { id, atMs, tenant, action, subject, caller, before, after } = event;
  return canonicalHash('postern-audit-event-1', {
    ...{ id, atMs, tenant, action, before, after },
    subject: { kind: subject.kind, id: subject.id },
    caller: { id: caller.id, sourceAddress: caller.sourceAddress },
  });
}

export function chainedEvent(event: AuditEvent, keptUntilMs: number | null): ChainedEvent {
  const { tenant, id, atMs } = event;
  return { tenant, id, atMs, hash: hashOfEvent(event), keptUntilMs };
}

/** The hash of the names of events, in any order: the same events have the same hash. */
export function hashOfNames(events: readonly Pick<ChainedEvent, 'tenant' | 'atMs' | 'id'>[]): string {
  return canonicalHash('postern-audit-batch-1', events.map(eventName).toSorted());
}

/** The hash that a link must have. */
export function hashOfLink({ number, atMs, previous, events, keptUntilMs }: Omit<AuditLink, 'hash'>): string {
  return canonicalHash('postern-audit-link-1', {
    ...{ number, atMs, keptUntilMs },
    previous: previous && { hash: previous.hash, keptUntilMs: previous.keptUntilMs },
    events: events.map((each) => ({
      ...{ tenant: each.tenant, id: each.id, atMs: each.atMs },
      ...{ hash: each.hash, keptUntilMs: each.keptUntilMs },
    })),
  });
}

/** The link that follows `head` (undefined: the first link) and contains these events. */
export function nextLink(
  head: AuditLink | undefined,
  events: readonly ChainedEvent[],
  { nowMs, retentionDays }: { readonly nowMs: number; readonly retentionDays: number },
): AuditLink {
  const atMs = Math.max(nowMs, head?.atMs ?? 0, ...events.map((event) => event.atMs));
  const content = {
    number: (head?.number ?? 0) + 1,
    atMs,
    previous: head ? { hash: head.hash, keptUntilMs: head.keptUntilMs } : null,
    events,
    keptUntilMs: Math.max(linkKeptUntilMs(atMs, retentionDays), head?.keptUntilMs ?? 0),
  };
  return { ...content, hash: hashOfLink(content) };
}
