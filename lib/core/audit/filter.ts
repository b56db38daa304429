import type { AuditEvent } from './event.ts';

/** Selects events of a tenant. */
export interface AuditFilter {
  /** The time range in milliseconds since 1970; the end is exclusive. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Null for all events. */
  readonly about: AuditAbout | null;
}

/** A changed subject or an actor, by the full ID in the event. */
export type AuditAbout = { readonly subject: AuditEvent['subject'] } | { readonly actor: string };
