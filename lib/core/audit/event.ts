import type { JsonObject } from '../json.ts';
import type { Role } from '../owners/owner.ts';
import type { RandomBytes } from '../runtime.ts';

export const AUDIT_ACTIONS = [
  'tenant.created',
  'tenant.updated',
  'owner.created',
  'owner.updated',
  'owner.identity-bound',
  'owner.deactivated',
  'owner.reactivated',
  'key.issued',
  'key.updated',
  'key.disabled',
  'key.enabled',
  'key.deleted',
  'key.restored',
  'key.revoked',
  'session.created',
  'session.ended',
  'key.managed',
  'key.unmanaged',
  'rotation.settings-updated',
  'rotation.paused',
  'rotation.resumed',
  'rotation.secret-tagged',
  'rotation.started',
  'rotation.value-generated',
  'rotation.value-accepted',
  'rotation.credential-expiry-set',
  'rotation.finished',
  'rotation.labels-observed',
  'rotation.retired',
  'rotation.failed',
  'rotation.recovered',
  'rotation.drift-repaired',
  'rotation.abandoned',
  'rotation.cleaned-up',
  'rotation.all-values-ended',
  'rotation.events-published',
  'audit.read',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an event can be about. */
export const SUBJECT_KINDS = ['tenant', 'owner', 'key', 'session'] as const;

/** Who asks for a change, and from where. */
export interface Caller {
  /** The principal: an IAM ARN, for instance. */
  readonly id: string;
  readonly sourceAddress: string;
  /** Of a person: bounds what they can hand out. Nothing bounds automations but IAM. */
  readonly role?: Role;
}

/** One change, told once and in the same transaction as the change itself. Never holds a value or a digest. */
export interface AuditEvent {
  readonly id: string;
  readonly atMs: number;
  readonly tenant: string;
  readonly action: AuditAction;
  readonly subject: { readonly kind: (typeof SUBJECT_KINDS)[number]; readonly id: string };
  readonly caller: Caller;
  /** The changed settings as they were and as they are; null where there is no such side. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/**
 * The most characters that a key's item keeps of the ID of the caller that created, deleted or revoked it, so that the
 * item fits one read unit: as many as the name of an IAM user or of a role session can have.
 */
export const CREATED_BY_MAX_LENGTH = 64;

/** The ID of a caller. A longer one is cut to its end, with the user or session name, and marked with `…`; the audit event has it whole. */
export function shortCallerId({ id }: Caller): string {
  return id.length <= CREATED_BY_MAX_LENGTH ? id : `…${id.slice(-CREATED_BY_MAX_LENGTH)}`;
}

/** A new event id: 128 random bits as hex. */
export function auditEventId(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('hex');
}
