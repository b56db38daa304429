import { hash } from 'node:crypto';
import { canonicalJson } from '../audit/chain/canonical.ts';
import type { AuditEvent, Caller } from '../audit/event.ts';
import type { JsonObject } from '../json.ts';

/** For how long a creation can be repeated without creating a second thing. */
export const IDEMPOTENCY_WINDOW_MS = 24 * 60 * 60 * 1000;

/** What names one creation, and what it was to create. */
export interface IdempotencyToken {
  /** SHA-256 over caller, route, its parameters (the tenant among them) and the caller's key. */
  readonly id: string;
  /** SHA-256 of the body as the contract reads it, whatever the order of its members. */
  readonly bodyDigest: string;
}

/** Written with a creation, in its transaction. Holds no answer and no value: only what was created. */
export interface IdempotencyRecord extends IdempotencyToken {
  readonly createdId: string;
  readonly createdAtMs: number;
}

/** The token of a creation that its caller gave an `Idempotency-Key`. */
export function idempotencyToken(
  caller: Caller,
  route: string,
  request: { readonly params: JsonObject; readonly body: JsonObject; readonly idempotencyKey: string },
): IdempotencyToken {
  return {
    id: digest([caller.id, route, request.params, request.idempotencyKey]),
    bodyDigest: digest(request.body),
  };
}

/** The record of the creation that `event` tells of. */
export function recordOf(
  token: IdempotencyToken | undefined,
  event: AuditEvent,
): IdempotencyRecord | undefined {
  return token && { ...token, createdId: event.subject.id, createdAtMs: event.atMs };
}

/** Whether a record still counts. The store only tidies up, days late. */
export function isWithinWindow({ createdAtMs }: IdempotencyRecord, nowMs: number): boolean {
  return nowMs < createdAtMs + IDEMPOTENCY_WINDOW_MS;
}

function digest(value: JsonObject | readonly (string | JsonObject)[]): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
