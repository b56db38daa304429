import { MS_PER_DAY } from '../../keys/lifetime.ts';
import type { AuditEvent } from '../event.ts';
import { EventOrder } from './event-order.ts';
import { type EVENT_FAULTS, type Finding, linkFault } from './finding.ts';
import { type AuditLink, type ChainedEvent, eventName, hashOfEvent, hashOfLink } from './link.ts';
import { anchorFaults, linkFaults } from './link-checks.ts';

/** How long an event may wait for its link, and a link for its place in the archive. */
const LINKED_WITHIN_MS = 5 * 60_000;
/** Where nothing is done a link tells so after a day; and it has its time, too. */
const STALE_AFTER_MS = MS_PER_DAY + 60 * 60_000;

/** Which events are held against the chain; the chain itself is checked whole. */
export interface VerificationScope {
  /** Undefined: those of all tenants. */
  readonly tenant: string | undefined;
  /** The first millisecond that counts, and the first one that doesn't any more. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface VerificationReport {
  readonly links: number;
  /** Events that are as they were linked. */
  readonly intact: number;
  /** Events that are too young to be missed in the chain. */
  readonly pending: number;
  /** Events from before the first link that there is: nothing is known of them. */
  readonly beforeChain: number;
  readonly findings: readonly Finding[];
}

type Expected = ChainedEvent & { isSeen: boolean };

/**
 * Holds events against the chain. It is told of all links in their order, then of the archive's, and then of the
 * events in scope, tenant by tenant and newest first; it remembers what the links say of the events in scope.
 */
export class Verification {
  readonly #scope: VerificationScope;
  readonly #startedAtMs: number;
  readonly #expected = new Map<string, Expected>();
  readonly #hashes = new Map<number, string>();
  readonly #findings = new Map<string, Finding>();
  #anchor: AuditLink | undefined;
  #head: AuditLink | undefined;
  readonly #archived = new Set<number>();
  readonly #order = new EventOrder();
  #counts = { links: 0, intact: 0, pending: 0, beforeChain: 0 };

  constructor(scope: VerificationScope, startedAtMs: number) {
    this.#scope = scope;
    this.#startedAtMs = startedAtMs;
  }

  addLink(link: AuditLink): void {
    if (!this.#anchor) this.#report(anchorFaults(link, this.#startedAtMs));
    this.#report(linkFaults(link, this.#head));
    this.#anchor ??= link;
    this.#head = link;
    this.#hashes.set(link.number, link.hash);
    this.#counts.links += 1;
    for (const event of link.events) if (this.#isInScope(event)) this.#expect(event);
  }

  /** A link as the archive has it. */
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
    else this.#counts.intact += 1;
    if (expected) expected.isSeen = true;
  }

  /** @param isArchived whether the deployment has an archive, whose links were all told of */
  finish(nowMs: number, isArchived: boolean): VerificationReport {
    const isAlive = this.#head && this.#head.atMs + STALE_AFTER_MS > this.#startedAtMs;
    if (!isAlive) this.#report([linkFault('chain-stale', this.#head ?? { number: 0 })]);
    if (isArchived && this.#head) this.#checkArchive(this.#head);
    for (const event of this.#expected.values()) {
      const isKept = event.keptUntilMs === null || event.keptUntilMs > nowMs;
      if (!event.isSeen && isKept) this.#reportEvent('event-missing', event);
    }
    return { ...this.#counts, findings: [...this.#findings.values()] };
  }

  #isInScope({ tenant, atMs }: Pick<ChainedEvent, 'tenant' | 'atMs'>): boolean {
    const { fromMs, untilMs, tenant: only } = this.#scope;
    return (only === undefined || only === tenant) && atMs >= fromMs && atMs < untilMs;
  }

  /** An event that is linked again changes nothing; as another one it can't be. */
  #expect(event: ChainedEvent): void {
    const known = this.#expected.get(eventName(event));
    if (known && known.hash !== event.hash) this.#reportEvent('event-changed', event);
    if (!known) this.#expected.set(eventName(event), { ...event, isSeen: false });
  }

  #addUnlinked(event: AuditEvent): void {
    if (this.#isYoung(event)) this.#counts.pending += 1;
    else if (this.#anchor === undefined || event.atMs <= this.#anchor.atMs) this.#counts.beforeChain += 1;
    else this.#reportEvent('event-unlinked', event);
  }

  /** An archive may have come later than the chain; and the head may have been appended a moment ago. */
  #checkArchive(head: AuditLink): void {
    // Told of in their order.
    const [first = head.number] = this.#archived;
    const isYoung = this.#isYoung(head);
    for (const number of this.#hashes.keys()) {
      if (number < first || this.#archived.has(number) || (number === head.number && isYoung)) continue;
      this.#report([linkFault('link-not-archived', { number })]);
    }
  }

  /** Whether it may not be everywhere yet where it belongs. */
  #isYoung({ atMs }: Pick<ChainedEvent, 'atMs'>): boolean {
    return this.#startedAtMs - atMs <= LINKED_WITHIN_MS;
  }

  #reportEvent(
    fault: (typeof EVENT_FAULTS)[number],
    { tenant, id, atMs }: Omit<ChainedEvent, 'hash' | 'keptUntilMs'>,
  ): void {
    this.#report([{ fault, tenant, id, atMs }]);
  }

  /** Each once, by whatever it was found. */
  #report(findings: readonly Finding[]): void {
    for (const finding of findings) this.#findings.set(JSON.stringify(finding), finding);
  }
}
