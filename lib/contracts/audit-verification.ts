import type * as z from 'zod';
import type { Finding } from '../core/audit/chain/finding.ts';
import type { AuditLink } from '../core/audit/chain/link.ts';
import {
  Verification,
  type VerificationReport,
  type VerificationScope,
} from '../core/audit/chain/verification.ts';
import type { AuditEvent } from '../core/audit/event.ts';
import type { auditEventView, auditLinkView, chainBeginningView } from './http/audit.ts';

export type AuditFinding = Finding;
export type AuditReport = VerificationReport;

/** Verifies audit events of the admin API against the chain: see `Verification`. */
export class AuditVerification {
  readonly #verification: Verification;

  constructor(scope: VerificationScope, startedAtMs: number) {
    this.#verification = new Verification(scope, startedAtMs);
  }

  /** @param beginning null if it is not recorded */
  setBeginning(beginning: z.output<typeof chainBeginningView> | null): void {
    if (beginning === null) return;
    const { hash, at, keptUntil } = beginning;
    this.#verification.setBeginning({ hash, atMs: Date.parse(at), keptUntilMs: Date.parse(keptUntil) });
  }

  addLink(link: z.output<typeof auditLinkView>): void {
    this.#verification.addLink(linkOf(link));
  }

  addArchived(link: z.output<typeof auditLinkView>): void {
    this.#verification.addArchived(linkOf(link));
  }

  addEvent(event: z.output<typeof auditEventView>): void {
    this.#verification.addEvent(eventOf(event));
  }

  finish(nowMs: number, isArchived: boolean): AuditReport {
    return this.#verification.finish(nowMs, isArchived);
  }
}

function linkOf({
  number,
  at,
  previous,
  events,
  keptUntil,
  hash,
}: z.output<typeof auditLinkView>): AuditLink {
  return {
    number,
    atMs: Date.parse(at),
    previous: previous && { hash: previous.hash, keptUntilMs: Date.parse(previous.keptUntil) },
    events: events.map((event) => ({
      tenant: event.tenant,
      id: event.id,
      atMs: Date.parse(event.at),
      hash: event.hash,
      keptUntilMs: event.keptUntil === null ? null : Date.parse(event.keptUntil),
    })),
    keptUntilMs: Date.parse(keptUntil),
    hash,
  };
}

function eventOf(event: z.output<typeof auditEventView>): AuditEvent {
  const { id, tenant, at, action, subject, actor, sourceAddress, before, after } = event;
  const caller = { id: actor.id, sourceAddress };
  return { id, tenant, atMs: Date.parse(at), action, subject, caller, before, after };
}
