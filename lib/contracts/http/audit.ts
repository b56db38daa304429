import * as z from 'zod';
import { ACTOR_KINDS } from '../../core/audit/actor.ts';
import { LINK_FAULTS } from '../../core/audit/chain/finding.ts';
import { AUDIT_ACTIONS, SUBJECT_KINDS } from '../../core/audit/event.ts';
import type { JsonObject } from '../../core/json.ts';
import { get } from './define-route.ts';
import { identifier, instant, json, keyId, pageQuery } from './fields.ts';
import { pageOf, storedId, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/** Settings before or after a change. They never contain a value or a digest. */
const settings: z.ZodType<JsonObject | null, JsonObject | null> = z.record(z.string(), json).nullable();

/** One event of the audit trail: actor, action, time and source address. */
export const auditEventView = z.object({
  id: z.string(),
  tenant: storedId,
  at: timestamp,
  action: z.enum(AUDIT_ACTIONS),
  subject: z.object({ kind: z.enum(SUBJECT_KINDS), id: z.string() }),
  actor: z.object({
    /** The full ID, which is also the `actor` filter of the query. For an IAM principal it is the ARN. */
    id: z.string(),
    kind: z.enum(ACTOR_KINDS),
    /** The session name of an IAM role, the name of an IAM user, the owner ID of a person, or the ID of a key. */
    name: z.string(),
  }),
  sourceAddress: z.string(),
  before: settings,
  after: settings,
});

/** The maximum is the maximum length of an ARN. */
const actor = z
  .string()
  .min(1)
  .max(2048)
  .meta({
    examples: ['arn:aws:sts::123456789012:assumed-role/Ops/ann', 'person:acme/ann', 'key:3fKq81ZbTn0x'],
  });

/** OpenAPI has no schema for mutually exclusive parameters, so their descriptions contain the rule. */
const ONE_FILTER = 'A request names at most one of key, owner and actor';

const auditQuery = z
  .strictObject({
    ...pageQuery.shape,
    key: keyId.meta({ description: ONE_FILTER }).optional(),
    owner: identifier.meta({ description: ONE_FILTER }).optional(),
    actor: actor.meta({ description: ONE_FILTER }).optional(),
    /** `since` is inclusive, `until` is exclusive. */
    since: instant.optional(),
    until: instant.optional(),
  })
  .refine(
    ({ key, owner, actor }) => [key, owner, actor].filter((each) => each !== undefined).length <= 1,
    'must name at most one of key, owner and actor',
  )
  .superRefine(({ since, until }, context) => {
    if (since === undefined || until === undefined || since < until) return;
    const message = `must be earlier than until (${until}), received ${since}`;
    context.addIssue({ code: 'custom', path: ['since'], message });
  });

const sha256 = z.string();

/** A link of the audit chain: the hashes of a batch of events, and the hash of the previous link. */
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
      /** When retention may remove the event; null if it is kept permanently. */
      keptUntil: timestamp.nullable(),
    }),
  ),
  keptUntil: timestamp,
  hash: sha256,
});

/** Link 1 of the audit chain, as it was recorded once outside the tables. */
export const chainBeginningView = auditLinkView.pick({ at: true, hash: true, keptUntil: true });

export const AUDIT_LINK_STORES = ['table', 'archive'] as const;

const linksQuery = pageQuery.extend({
  /** `archive` returns the links as first written to the archive bucket, or none if the deployment has no archive. */
  store: z.enum(AUDIT_LINK_STORES).default('table'),
});

/**
 * `faulty`: a link was changed or removed. `behind`: recent changes are not in the chain yet, or no probe has shown that they
 * are.
 */
export const CHAIN_STATES = ['intact', 'behind', 'faulty'] as const;

/**
 * The state of the audit chain of the deployment. It has no link numbers, because these count the changes of all tenants.
 */
const auditChainView = z.object({
  state: z.enum(CHAIN_STATES),
  /** The time of the oldest stored link: later changes can be verified. Null before the first link. */
  since: timestamp.nullable(),
  /** The time until which all changes are in the chain; null before the first probe. */
  linkedThrough: timestamp.nullable(),
  newestLinkAt: timestamp.nullable(),
  /** The time of the oldest link that this request verified; null without links. `postern audit verify` verifies all links. */
  verifiedSince: timestamp.nullable(),
  /** The number of newest links that this request verified. */
  verifiedLinks: z.int(),
  verifiedAt: timestamp,
  /** The kinds of the faults. `postern audit verify` names the links. */
  faults: z.array(z.enum(LINK_FAULTS)),
});

export const auditRoutes = {
  listAuditLinks: get('/admin/v1/audit/links', {
    summary: 'List the retained links of the audit chain, oldest first',
    query: linksQuery,
    /** Whether the deployment has an archive. */
    response: pageOf(auditLinkView).extend({
      /** Whether the deployment has an archive. */
      archived: z.boolean(),
      /** Where the chain began; null if it is not recorded yet. Release 0.2.0 does not return it. */
      beginning: chainBeginningView.nullable().optional(),
    }),
    problems: ['invalid-cursor', 'audit-chain-disabled'],
  }),
  listAuditEvents: get('/admin/v1/tenants/{tenant}/audit', {
    summary: 'List the audit events of a tenant, newest first; a short or empty page can have a next page',
    params: tenantParams,
    query: auditQuery,
    response: pageOf(auditEventView),
    problems: ['not-found', 'invalid-cursor'],
  }),
  showAuditChain: get('/admin/v1/tenants/{tenant}/audit/chain', {
    summary: 'Show the state of the audit chain, and verify its newest links',
    params: tenantParams,
    response: auditChainView,
    problems: ['not-found', 'audit-chain-disabled'],
  }),
} as const satisfies Record<string, Route>;
