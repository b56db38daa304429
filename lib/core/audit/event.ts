import type { JsonObject } from '../json.ts';
import type { Role } from '../owners/owner.ts';
import type { RandomBytes } from '../runtime.ts';

export const AUDIT_ACTIONS = [
  'tenant.created',
  'tenant.updated',
  'tenant.suspended',
  'tenant.resumed',
  'tenant.recovered',
  'owner.created',
  'owner.updated',
  'owner.identity-bound',
  'owner.deactivated',
  'owner.reactivated',
  'owner.recovered',
  'key.issued',
  'key.updated',
  'key.disabled',
  'key.enabled',
  'key.deleted',
  'key.restored',
  'key.revoked',
  'key.recovered',
  'limit.reset',
  'credits.added',
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

/** The kinds of subjects of an event. */
export const SUBJECT_KINDS = ['tenant', 'owner', 'key', 'session'] as const;

/** The caller of a change and its address. */
export interface Caller {
  /** The principal, for example an IAM ARN. */
  readonly id: string;
  readonly sourceAddress: string;
  /** The role of a person, which limits the permissions they can grant. Only IAM limits automations. */
  readonly role?: Role;
}

/** The record of a change, written in the same transaction as the change. Never contains a value or a digest. */
export interface AuditEvent {
  readonly id: string;
  readonly atMs: number;
  readonly tenant: string;
  readonly action: AuditAction;
  readonly subject: { readonly kind: (typeof SUBJECT_KINDS)[number]; readonly id: string };
  readonly caller: Caller;
  /** The changed settings before and after the change; null if that side does not exist. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/**
 * The most characters that a key's item keeps of the ID of the caller that created, deleted or revoked it, so that the
 * item fits one read unit: as many as the name of an IAM user or of a role session can have.
 */
export const CREATED_BY_MAX_LENGTH = 64;

/**
 * The ID of a caller, shortened to its end if it is too long. The end contains the user or session name, and `…` marks
 * the cut. The audit event has the full ID.
 */
export function shortCallerId({ id }: Caller): string {
  return id.length <= CREATED_BY_MAX_LENGTH ? id : `…${id.slice(-CREATED_BY_MAX_LENGTH)}`;
}

/** A new event ID: 128 random bits as hex. */
export function auditEventId(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('hex');
}
