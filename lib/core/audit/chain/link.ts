import type { AuditEvent } from '../event.ts';
import { linkKeptUntilMs } from '../retention.ts';
import { canonicalHash } from './canonical.ts';

/** What a link holds of an event: where it stands, and the hash of all of it. */
export interface ChainedEvent {
  readonly tenant: string;
  readonly id: string;
  readonly atMs: number;
  /** SHA-256 as hex of the event's canonical form. */
  readonly hash: string;
  /** When retention may take the event; null: never. */
  readonly keptUntilMs: number | null;
}

/** One link of the chain: a batch of events, and by hash the link before it. */
export interface AuditLink {
  /** 1, 2, …, without a gap. */
  readonly number: number;
  /** Never before the link before it, nor before an event that it holds. */
  readonly atMs: number;
  /** The link before it, and when retention may take that one; null for the first. */
  readonly previous: { readonly hash: string; readonly keptUntilMs: number } | null;
  /** None where nothing was done for a day: then a link only tells that the chain goes on. */
  readonly events: readonly ChainedEvent[];
  /** When retention may take the link: never before those before it. */
  readonly keptUntilMs: number;
  /** SHA-256 as hex of everything else. */
  readonly hash: string;
}

/** Names an event: no two of a tenant have one id at one instant. */
export function eventName({ tenant, atMs, id }: Pick<ChainedEvent, 'tenant' | 'atMs' | 'id'>): string {
  return `${tenant}/${atMs}/${id}`;
}

/** The hash of an event: its own and its caller's fields, as they are stored. */
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

/** The link that follows `head` (undefined: the first) and holds these events. */
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
