import type { AuditEvent } from './event.ts';

/** Which events of a tenant are meant. */
export interface AuditFilter {
  /** The first millisecond that counts, and the first one that doesn't any more. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** All where it is null. */
  readonly about: AuditAbout | null;
}

/** What was changed, or who did it, by the whole id as the event has it. */
export type AuditAbout = { readonly subject: AuditEvent['subject'] } | { readonly actor: string };
