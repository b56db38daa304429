import * as z from 'zod';
import type { LimitEvent, LimitEventKind } from '../core/limits/limit-events.ts';
import { BUCKET_SCOPES } from '../core/limits/limited-buckets.ts';
import { formatTimestamp } from '../core/timestamp.ts';
import { storedId, timestamp } from './http/response-fields.ts';

/** The message of each event about a limit. */
export const LIMIT_EVENT_MESSAGES: Readonly<Record<LimitEventKind, string>> = {
  'limit.approached': '80 percent of the limit are used.',
  'limit.reached': 'The limit is used up. Further requests are denied until it is reset or refilled.',
};

const detail = z.strictObject({
  /** Identical for every delivery of the event: receivers drop duplicates. */
  id: z.string(),
  at: timestamp,
  /** The name of the rotation deployment. */
  deployment: z.string(),
  tenant: storedId,
  /** Null for a limit of a tenant. */
  owner: storedId.nullable(),
  /** Null for a limit of an owner or a tenant. */
  keyId: storedId.nullable(),
  message: z.string(),
  /** Whose requests the limit counts. */
  scope: z.enum(BUCKET_SCOPES),
  /** The name of the limit. */
  limit: z.string(),
  /** When the period of the quota or of the refill ends; null for credits without a refill. */
  resetsAt: timestamp.nullable(),
});

/** The schema of `detail` for each kind of event about a limit. */
export const LIMIT_EVENTS = {
  'limit.approached': detail,
  'limit.reached': detail,
} as const satisfies Record<LimitEventKind, z.ZodObject>;

/** The detail of an event about a limit. */
export function limitEventDetail(
  { kind, id, atMs, tenant, owner, keyId, scope, limit, resetAtMs }: LimitEvent,
  deployment: string,
): z.output<typeof detail> {
  const resetsAt = resetAtMs === null ? null : formatTimestamp(resetAtMs);
  const message = LIMIT_EVENT_MESSAGES[kind];
  return { id, at: formatTimestamp(atMs), deployment, tenant, owner, keyId, message, scope, limit, resetsAt };
}
