import * as z from 'zod';
import { ACTOR_KINDS } from '../../core/audit/actor.ts';
import { AUDIT_ACTIONS, SUBJECT_KINDS } from '../../core/audit/event.ts';
import type { JsonObject } from '../../core/json.ts';
import { identifier, instant, json, keyId, pageQuery } from './fields.ts';
import { pageOf, storedId, timestamp } from './response-fields.ts';
import { noBody, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** Settings as they were or as they are: never a value, never a digest. */
const settings: z.ZodType<JsonObject | null, JsonObject | null> = z.record(z.string(), json).nullable();

/** Who did what, when and from where. */
export const auditEventView = z.object({
  id: z.string(),
  tenant: storedId,
  at: timestamp,
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

/** OpenAPI cannot say of parameters that they exclude one another, except in words. */
const ONE_FILTER = 'A request names at most one of key, owner and actor';

const auditQuery = z
  .strictObject({
    ...pageQuery.shape,
    key: keyId.meta({ description: ONE_FILTER }).optional(),
    owner: identifier.meta({ description: ONE_FILTER }).optional(),
    actor: actor.meta({ description: ONE_FILTER }).optional(),
    /** The first instant that counts, and the first one that doesn't any more. */
    since: instant.optional(),
    until: instant.optional(),
  })
  .refine(
    ({ key, owner, actor }) => [key, owner, actor].filter((each) => each !== undefined).length <= 1,
    'must name at most one of key, owner and actor',
  )
  .refine(({ since, until }) => since === undefined || until === undefined || since < until, {
    path: ['since'],
    message: 'must be before until',
  });

const sha256 = z.string();

/** A link of the audit chain: what it knows of a batch of events, and by hash the link before it. */
export const auditLinkView = z.object({
  number: z.int(),
  at: timestamp,
  /** Null for the first. */
  previous: z.object({ hash: sha256, keptUntil: timestamp }).nullable(),
  events: z.array(
    z.object({
      tenant: storedId,
      id: z.string(),
      at: timestamp,
      hash: sha256,
      /** When retention may take the event; null for never. */
      keptUntil: timestamp.nullable(),
    }),
  ),
  keptUntil: timestamp,
  hash: sha256,
});

export const AUDIT_LINK_STORES = ['table', 'archive'] as const;

const linksQuery = pageQuery.extend({
  /** `archive`: as they were first written to the bucket that keeps them for good; none where there is no such bucket. */
  store: z.enum(AUDIT_LINK_STORES).default('table'),
});

export const auditRoutes = {
  listAuditLinks: {
    method: 'GET',
    path: '/admin/v1/audit/links',
    summary: 'List the links of the audit chain that retention has left, the oldest first',
    params: z.strictObject({}),
    query: linksQuery,
    body: noBody,
    response: {
      status: 200,
      body: pageOf(auditLinkView).extend({
        /** Whether the deployment has an archive. */
        archived: z.boolean(),
      }),
    },
    problems: ['invalid-cursor', 'audit-chain-disabled'],
  },
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
