import * as z from 'zod';
import { ACTOR_KINDS } from '../../core/audit/actor.ts';
import { AUDIT_ACTIONS, SUBJECT_KINDS } from '../../core/audit/event.ts';
import type { JsonObject } from '../../core/json.ts';
import { identifier, instant, json, keyId, pageOf, pageQuery, tenantId } from './fields.ts';
import { noBody, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** Settings as they were or as they are: never a value, never a digest. */
const settings: z.ZodType<JsonObject | null, JsonObject | null> = z.record(z.string(), json).nullable();

/** Who did what, when and from where. */
export const auditEventView = z.object({
  id: z.string(),
  tenant: tenantId,
  at: instant,
  action: z.enum(AUDIT_ACTIONS),
  subject: z.object({ kind: z.enum(SUBJECT_KINDS), id: z.string() }),
  actor: z.object({
    /** The whole id, which the query takes as `actor`: of an IAM principal its ARN. */
    id: z.string(),
    kind: z.enum(ACTOR_KINDS),
    /** Of an IAM role its session's name, of a user theirs, of a person the owner's id, of a key its id. */
    name: z.string(),
  }),
  sourceAddress: z.string(),
  before: settings,
  after: settings,
});

/** As long as an ARN can be. */
const actor = z
  .string()
  .min(1)
  .max(2048)
  .meta({
    examples: ['arn:aws:sts::123456789012:assumed-role/Ops/ann', 'person:acme/ann', 'key:3fKq81ZbTn0x'],
  });

const auditQuery = z
  .strictObject({
    ...pageQuery.shape,
    key: keyId.optional(),
    owner: identifier.optional(),
    actor: actor.optional(),
    /** The first instant that counts, and the first one that doesn't any more. */
    since: instant.optional(),
    until: instant.optional(),
  })
  .refine(
    ({ key, owner, actor }) => [key, owner, actor].filter((each) => each !== undefined).length <= 1,
    'must name at most one of key, owner and actor',
  );

export const auditRoutes = {
  listAuditEvents: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/audit',
    summary:
      'List what was done in a tenant, newest first; a page can be short, or empty, and have a next one',
    params: tenantParams,
    query: auditQuery,
    body: noBody,
    response: { status: 200, body: pageOf(auditEventView) },
    problems: ['not-found', 'invalid-cursor'],
  },
} as const satisfies Record<string, Route>;
