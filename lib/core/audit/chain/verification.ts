import { MS_PER_DAY } from '../../keys/lifetime.ts';
import type { AuditEvent } from '../event.ts';
import type { ChainBeginning } from './beginning.ts';
import { EventOrder } from './event-order.ts';
import { type EVENT_FAULTS, type Finding, linkFault } from './finding.ts';
import { type AuditLink, type ChainedEvent, eventName, hashOfEvent, hashOfLink } from './link.ts';
import { anchorFaults, linkFaults } from './link-checks.ts';

/** The allowed delay between an event and its link, and between a link and its archive copy. */
const LINKED_WITHIN_MS = 5 * 60_000;
/** A heartbeat link is appended after a day without events, plus the allowed delay. */
const STALE_AFTER_MS = MS_PER_DAY + 60 * 60_000;

/** The events to verify; the chain itself is always verified completely. */
export interface VerificationScope {
  /** Undefined for all tenants. */
  readonly tenant: string | undefined;
  /** The time range in milliseconds since 1970; the end is exclusive. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface VerificationReport {
  readonly links: number;
  /** The time of the oldest stored link: older events cannot be verified. Null without links. */
  readonly sinceMs: number | null;
  /** When the chain began, as recorded outside the tables; null if its beginning is not recorded. */
  readonly beganMs: number | null;
  /** Events that match their link. */
  readonly intact: number;
  /** Events without a link within the allowed delay. */
  readonly pending: number;
  /** Events before the oldest stored link: they cannot be verified. */
  readonly beforeChain: number;
  /** The events that match their link, but were linked after the allowed delay: an outage, or events that were added later. */
  readonly late: LateEvents | null;
  readonly findings: readonly Finding[];
}

export interface LateEvents {
  readonly events: number;
  /** The times of the first and the last of these events. */
  readonly fromMs: number;
  readonly throughMs: number;
  /** The time of the last link with one of them. */
  readonly linkedMs: number;
}

type Expected = ChainedEvent & { readonly linkedMs: number; isSeen: boolean };

/**
 * Verifies events against the chain. Pass all links in order, then the links of the archive, then the events in scope,
 * tenant by tenant and newest first. Memory grows with the number of linked events in scope.
 */
export class Verification {
  readonly #scope: VerificationScope;
  readonly #startedAtMs: number;
  readonly #expected = new Map<string, Expected>();
  readonly #hashes = new Map<number, string>();
  readonly #findings = new Map<string, Finding>();
  #beginning: ChainBeginning | undefined;
  #anchor: AuditLink | undefined;
  #head: AuditLink | undefined;
  readonly #archived = new Set<number>();
  readonly #order = new EventOrder();
  #late: LateEvents | null = null;
  #counts = { links: 0, intact: 0, pending: 0, beforeChain: 0 };

  constructor(scope: VerificationScope, startedAtMs: number) {
    this.#scope = scope;
    this.#startedAtMs = startedAtMs;
  }

  /** Sets the recorded beginning of the chain, which its first link must match. */
  setBeginning(beginning: ChainBeginning): void {
    this.#beginning = beginning;
  }

  addLink(link: AuditLink): void {
    if (!this.#anchor) this.#report(anchorFaults(link, this.#startedAtMs));
    this.#report(linkFaults(link, this.#head));
    this.#anchor ??= link;
    this.#head = link;
    this.#hashes.set(link.number, link.hash);
    this.#counts.links += 1;
    for (const event of link.events) if (this.#isInScope(event)) this.#expect(event, link.atMs);
  }

  /** Adds a link of the archive. */
  addArchived(link: AuditLink): void {
    const hash = this.#hashes.get(link.number);
    if (hash !== undefined && hash !== hashOfLink(link)) this.#report([linkFault('link-forked', link)]);
    if (hash === undefined && link.keptUntilMs > this.#startedAtMs && !this.#isYoung(link)) {
      this.#report([linkFault('link-missing', link)]);
    }
    this.#archived.add(link.number);
  }

  addEvent(event: AuditEvent): void {
    if (!this.#isInScope(event)) return;
    const moved = this.#order.next(event);
    if (moved) this.#reportEvent('event-reordered', moved);
    const expected = this.#expected.get(eventName(event));
    if (!expected) this.#addUnlinked(event);
    else if (expected.isSeen) this.#reportEvent('event-duplicated', event);
    else if (expected.hash !== hashOfEvent(event)) this.#reportEvent('event-changed', event);
    else this.#addIntact(expected);
    if (expected) expected.isSeen = true;
  }

  /** @param isArchived whether the deployment has an archive and all of its links were added */
  finish(nowMs: number, isArchived: boolean): VerificationReport {
    const isAlive = this.#head && this.#head.atMs + STALE_AFTER_MS > this.#startedAtMs;
    if (!isAlive) this.#report([linkFault('chain-stale', this.#head ?? { number: 0 })]);
    if (this.#beginning) this.#checkBeginning(this.#beginning);
    if (isArchived && this.#head) this.#checkArchive(this.#head);
    for (const event of this.#expected.values()) {
      const isKept = event.keptUntilMs === null || event.keptUntilMs > nowMs;
      if (!event.isSeen && isKept) this.#reportEvent('event-missing', event);
    }
    const sinceMs = this.#anchor?.atMs ?? null;
    const beganMs = this.#beginning?.atMs ?? null;
    return { ...this.#counts, sinceMs, beganMs, late: this.#late, findings: [...this.#findings.values()] };
  }

  #isInScope({ tenant, atMs }: Pick<ChainedEvent, 'tenant' | 'atMs'>): boolean {
    const { fromMs, untilMs, tenant: only } = this.#scope;
    return (only === undefined || only === tenant) && atMs >= fromMs && atMs < untilMs;
  }

  /** An event can be linked twice with the same content, but not with different content. */
  #expect(event: ChainedEvent, linkedMs: number): void {
    const known = this.#expected.get(eventName(event));
    if (known && known.hash !== event.hash) this.#reportEvent('event-changed', event);
    if (!known) this.#expected.set(eventName(event), { ...event, linkedMs, isSeen: false });
  }

  #addIntact({ atMs, linkedMs }: Expected): void {
    this.#counts.intact += 1;
    if (linkedMs - atMs <= LINKED_WITHIN_MS) return;
    const { events, fromMs, throughMs, ...before } = this.#late ?? {
      ...{ events: 0, fromMs: atMs, throughMs: atMs, linkedMs },
    };
    this.#late = {
      events: events + 1,
      fromMs: Math.min(fromMs, atMs),
      throughMs: Math.max(throughMs, atMs),
      linkedMs: Math.max(before.linkedMs, linkedMs),
    };
  }

  #addUnlinked(event: AuditEvent): void {
    if (this.#isYoung(event)) this.#counts.pending += 1;
    else if (this.#anchor === undefined || event.atMs <= this.#anchor.atMs)
      this.#addBeforeChain(this.#anchor);
    else this.#reportEvent('event-unlinked', event);
  }

  /** Only retention removes links, and it removes the events before. The first link of a chain has all earlier events. */
  #addBeforeChain(anchor: AuditLink | undefined): void {
    this.#counts.beforeChain += 1;
    if (anchor?.previous === null) this.#report([linkFault('chain-restarted', anchor)]);
  }

  /** A chain can begin with a later link if the retention of link 1 has ended. */
  #checkBeginning({ hash, keptUntilMs }: ChainBeginning): void {
    const isMoved = this.#anchor?.number === 1 ? this.#anchor.hash !== hash : keptUntilMs > this.#startedAtMs;
    if (isMoved) this.#report([linkFault('beginning-moved', { number: 1 })]);
  }

  /** The archive can be newer than the chain, and the head can be too recent to be archived. */
  #checkArchive(head: AuditLink): void {
    // The links are in order.
    const [first = head.number] = this.#archived;
    const isYoung = this.#isYoung(head);
    for (const number of this.#hashes.keys()) {
      if (number < first || this.#archived.has(number) || (number === head.number && isYoung)) continue;
      this.#report([linkFault('link-not-archived', { number })]);
    }
  }

  /** Whether the allowed delay has not passed yet. */
  #isYoung({ atMs }: Pick<ChainedEvent, 'atMs'>): boolean {
    return this.#startedAtMs - atMs <= LINKED_WITHIN_MS;
  }

  #reportEvent(
    fault: (typeof EVENT_FAULTS)[number],
    { tenant, id, atMs }: Omit<ChainedEvent, 'hash' | 'keptUntilMs'>,
  ): void {
    this.#report([{ fault, tenant, id, atMs }]);
  }

  /** Returns each finding once. */
  #report(findings: readonly Finding[]): void {
    for (const finding of findings) this.#findings.set(JSON.stringify(finding), finding);
  }
}
