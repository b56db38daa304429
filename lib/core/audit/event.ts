import type { JsonObject } from '../json.ts';
import type { RandomBytes } from '../runtime.ts';

export const AUDIT_ACTIONS = [
  'tenant.created',
  'owner.created',
  'owner.cut-off',
  'key.issued',
  'key.changed',
  'key.disabled',
  'key.enabled',
  'key.revoked',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who asks for a change, and from where. */
export interface Caller {
  /** The principal: an IAM ARN, for instance. */
  readonly id: string;
  readonly sourceAddress: string;
}

/** One change, told once and in the same transaction as the change itself. Never holds a value or a digest. */
export interface AuditEvent {
  readonly id: string;
  readonly atMs: number;
  readonly tenant: string;
  readonly action: AuditAction;
  readonly subject: { readonly kind: 'tenant' | 'owner' | 'key'; readonly id: string };
  readonly caller: Caller;
  /** The changed settings as they were and as they are; null where there is no such side. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** The most that a key's item keeps of its maker's id, so that it fits one read unit: as long as a role session's ARN can be. */
export const MAKER_LIMIT = 168;

/** The end of a long id, where session or user stand; the audit event has the id whole. */
export function shortCallerId({ id }: Caller): string {
  return id.length <= MAKER_LIMIT ? id : id.slice(-MAKER_LIMIT);
}

/** A new event id: 128 random bits as hex. */
export function auditEventId(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('hex');
}
