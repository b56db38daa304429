import { hash } from 'node:crypto';
import type { AuditEvent, Caller } from '../audit/event.ts';
import { canonicalJson, type Json, type JsonObject } from '../json.ts';

/** The window in which a repeated creation does not create a second entity. */
export const IDEMPOTENCY_WINDOW_MS = 24 * 60 * 60 * 1000;

/** Identifies a creation and its body. */
export interface IdempotencyToken {
  /** SHA-256 of the caller, the route, its parameters (including the tenant) and the caller's idempotency key. */
  readonly id: string;
  /** SHA-256 of the received body, independent of the order of its members. */
  readonly bodyDigest: string;
}

/** Is written in the transaction of a creation. Contains the name of the created entity, no response and no value. */
export interface IdempotencyRecord extends IdempotencyToken {
  readonly createdId: string;
  readonly createdAtMs: number;
}

/** The token of a creation with an `Idempotency-Key`. */
export function idempotencyToken(
  caller: Caller,
  route: string,
  request: { readonly params: JsonObject; readonly body: Json; readonly idempotencyKey: string },
): IdempotencyToken {
  return {
    id: digest([caller.id, route, request.params, request.idempotencyKey]),
    bodyDigest: digest(request.body),
  };
}

/** The record of the creation in `event`. */
export function recordOf(
  token: IdempotencyToken | undefined,
  event: AuditEvent,
): IdempotencyRecord | undefined {
  return token && { ...token, createdId: event.subject.id, createdAtMs: event.atMs };
}

/** Whether a record is within its window. The store can remove records days late. */
export function isWithinWindow({ createdAtMs }: IdempotencyRecord, nowMs: number): boolean {
  return nowMs < createdAtMs + IDEMPOTENCY_WINDOW_MS;
}

function digest(value: Json): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
