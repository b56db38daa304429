import * as z from 'zod';
import { SHOWN_KEY_STATUSES } from '../../core/access/shown-status.ts';
import { KEY_ORDERS } from '../../core/keys/find.ts';
import { CASCADES, KEY_BINDINGS, REVOCATION_REASONS } from '../../core/keys/key.ts';
import { decimal } from '../decimal.ts';
import { create, get, patch, post, remove } from './define-route.ts';
import {
  expiresInSeconds,
  hasOneExpiry,
  identifier,
  instant,
  keyId,
  keyValue,
  metadata,
  name,
  ONE_EXPIRY,
  ONE_EXPIRY_SCHEMA,
  pageQuery,
  permission,
  permissions,
  searchText,
  tenantId,
} from './fields.ts';
import { allowedAddresses, limits, storedLimit } from './limits.ts';
import {
  pageOf,
  storedId,
  storedMetadata,
  storedName,
  storedPermissions,
  storedVersion,
  timestamp,
} from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

export const keyView = z.object({
  id: storedId,
  tenant: storedId,
  owner: storedId,
  boundBy: z.enum(KEY_BINDINGS),
  name: storedName,
  environment: z.string(),
  permissions: storedPermissions,
  /**
   * Whether the key is accepted now, or why not: what the authorizer decides at this instant. `unknown` if this version cannot
   * read the owner, whose bound keys are denied.
   */
  status: z.enum(SHOWN_KEY_STATUSES),
  createdAt: timestamp,
  createdBy: z.string(),
  expiresAt: timestamp.nullable(),
  metadata: storedMetadata,
  hint: z.string(),
  revocation: z
    .object({
      at: timestamp,
      by: z.string(),
      reason: z.enum(REVOCATION_REASONS),
      /** Whether the revocation also ended the sessions that were created with the key. */
      endSessions: z.boolean(),
    })
    .nullable(),
  deletion: z.object({ at: timestamp, by: z.string() }).nullable(),
  /** `predecessor`: the key that this key renews or replaces. `parent`: the key that created this key. */
  lineage: z.object({ predecessor: storedId.nullable(), parent: storedId.nullable() }),
  endSessionsWithKey: z.boolean(),
  limits: z.array(storedLimit),
  allowedAddresses: z.array(z.string()),
  /** Null if it was never used or the deployment has no usage store. Absent in responses to changes, which read no usage. */
  lastUsedAt: timestamp.nullable().optional(),
  version: storedVersion,
});

/**
 * The sessions that were created with a key and are still accepted: at most 1000 are counted. Revoke the key to end them all.
 * Absent if the profile has no sessions, or if they could not be counted.
 */
const liveSessions = z.object({
  count: z.int(),
  /** When the last of them expires; null if there are none. */
  until: timestamp.nullable(),
});

/** A deleted or revoked key, with its remaining sessions. */
export const endedKeyView = keyView.extend({ liveSessions: liveSessions.optional() });

/** A key with its derived keys. */
export const keyWithDescendantsView = endedKeyView.extend({
  successors: z.array(storedId),
  children: z.array(storedId),
});

/** The only response with the value of a key, which cannot be retrieved again. */
export const issuedKeyView = keyView.extend({ value: keyValue });

export const cascade = z.enum(CASCADES).meta({
  description:
    'The keys that were created with the compromised key: `complete` once all of them are revoked, `pending` while ' +
    'some may still be accepted. A pending cascade is retried; revoking the key as compromised again retries it immediately.',
});

/** A revoked key; `cascade` is null if the reason leaves the keys that were created with it as they are. */
export const revokedKeyView = endedKeyView.extend({ cascade: cascade.nullable() });

/** The new key, and the revocation state of the keys that were created with the replaced key. */
export const replacementKeyView = issuedKeyView.extend({ cascade });

const newKey = z
  .strictObject({
    owner: identifier,
    boundBy: z.enum(KEY_BINDINGS).default('owner'),
    name: name.default(null),
    /** Defaults to the profile's environment. Permissions and expiry have profile defaults, too. */
    environment: identifier.optional(),
    permissions: permissions.optional(),
    /** Null for no expiry, if the profile and the tenant allow it. */
    expiresAt: instant.nullable().optional(),
    expiresInSeconds: expiresInSeconds.optional(),
    metadata: metadata.default({}),
    endSessionsWithKey: z.boolean().default(false),
    /** The limits on requests with this key, in addition to those of its owner. */
    limits: limits.default([]),
    /** The networks from which the key is accepted; empty for any. */
    allowedAddresses: allowedAddresses.default([]),
  })
  .refine(hasOneExpiry, ONE_EXPIRY)
  .meta(ONE_EXPIRY_SCHEMA);

const keyChange = z
  .strictObject({
    name: name.optional(),
    permissions: permissions.optional(),
    expiresAt: instant.nullable().optional(),
    expiresInSeconds: expiresInSeconds.optional(),
    metadata: metadata.optional(),
    endSessionsWithKey: z.boolean().optional(),
    limits: limits.optional(),
    allowedAddresses: allowedAddresses.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must contain at least one setting')
  .refine(hasOneExpiry, ONE_EXPIRY)
  .meta({ minProperties: 1, ...ONE_EXPIRY_SCHEMA });

/** A filter by a time; `from` is inclusive, `before` is exclusive. */
const timeFilter = (description: string) => instant.optional().meta({ description });

/**
 * Every filter must match. Indexes serve `owner` and the creation span, and the expiry span with `sort=expiry`. The other
 * filters read a bounded number of keys per page.
 */
const keyQuery = pageQuery.extend({
  owner: identifier.optional(),
  status: z.enum(SHOWN_KEY_STATUSES).optional(),
  environment: identifier.optional(),
  search: searchText('A part of the name, or the beginning of the ID or of the hint').optional(),
  permission: permission
    .meta({ description: 'A permission of the key, as it is written in the key' })
    .optional(),
  createdFrom: timeFilter('Only keys that were created at or after this time'),
  createdBefore: timeFilter('Only keys that were created before this time'),
  expiresFrom: timeFilter('Only keys that expire at or after this time'),
  expiresBefore: timeFilter('Only keys that expire before this time'),
  neverUsed: z.literal('true').optional().meta({ description: 'Only keys without a recorded use' }),
  unusedSince: timeFilter(
    'Only keys without a recorded use since this time, whose use was recorded since then',
  ),
  usageDays: decimal({ min: 1, max: 31 })
    .optional()
    .meta({ description: 'Adds the requests of each of the last days, including today, as `requestsByDay`' }),
  sort: z.enum(KEY_ORDERS).default('newest').meta({
    description: '`expiry` lists only active and disabled keys with an expiry, earliest expiry first',
  }),
});

const listedKeyView = keyView.extend({
  /** The allowed and denied requests of each day, oldest first; absent without `usageDays` and without usage tracking. */
  requestsByDay: z.array(z.int()).optional(),
});

export const keyParams = z.strictObject({ tenant: tenantId, key: keyId });

/** The problems of every route that issues a key. */
const ISSUE_PROBLEMS = [
  'not-found',
  'owner-deactivated',
  'owner-kind-not-allowed',
  'value-unavailable',
  'exceeds-role',
  'exceeds-lifetime',
  'expiry-not-in-future',
  'idempotency-key-reused',
  'key-not-active',
  'key-limit-reached',
  'unknown-environment',
  'unknown-permission',
  'settings-out-of-bounds',
] as const;

/** The body of a revocation. Sessions of a compromised key always end. */
const revocation = z.strictObject({
  reason: z.enum(REVOCATION_REASONS).default('unspecified'),
  endSessions: z.boolean().default(true),
});

function endsCompromisedSessions({ reason, endSessions }: z.output<typeof revocation>): boolean {
  return endSessions || reason !== 'compromised';
}

const ENDS_COMPROMISED_SESSIONS = 'must not leave the sessions of a compromised key valid; omit endSessions';

/** The most keys of one bulk revocation. */
export const BULK_LIMIT = 100;

const revocations = revocation
  .extend({
    /** With a version, the key is revoked only if its version is still this one. */
    keys: z
      .array(z.strictObject({ id: keyId, version: z.int().positive().optional() }))
      .min(1)
      .max(BULK_LIMIT)
      .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must not name a key twice'),
  })
  .refine(endsCompromisedSessions, ENDS_COMPROMISED_SESSIONS);

const revocationResult = z.object({
  id: storedId,
  /** Null if the key is revoked; otherwise why it is not. */
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string().optional() }).nullable(),
  /** Null if the key is not revoked, or if the reason leaves the keys that were created with it as they are. */
  cascade: cascade.nullable(),
});

const KEYS = '/admin/v1/tenants/{tenant}/keys';
const KEY = `${KEYS}/{key}` as const;

/** The body of a route that issues a key with the settings of an existing key. */
const successor = z.strictObject({}).prefault({});

export const keyRoutes = {
  /** The path has no tenant, so `grantAdmin` grants it only together with access to all tenants. */
  findKey: get('/admin/v1/keys/{key}', {
    summary: 'Show a key of any tenant by its ID, with the keys that were derived from it',
    params: keyParams.omit({ tenant: true }),
    response: keyWithDescendantsView,
    problems: ['not-found'],
  }),
  createKey: create(KEYS, {
    summary: 'Issue a key; only this response contains its value',
    params: tenantParams,
    body: newKey,
    response: issuedKeyView,
    problems: ISSUE_PROBLEMS,
  }),
  listKeys: get(KEYS, {
    summary: 'List the keys of a tenant by creation or expiry; a short or empty page can have a next page',
    params: tenantParams,
    query: keyQuery,
    response: pageOf(listedKeyView),
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  }),
  showKey: get(KEY, {
    summary: 'Show a key and its derived keys',
    params: keyParams,
    response: keyWithDescendantsView,
    problems: ['not-found'],
  }),
  updateKey: patch(KEY, {
    summary: 'Update the settings of a key, effective on the next request',
    params: keyParams,
    body: keyChange,
    response: keyView,
    problems: [
      'not-found',
      'version-mismatch',
      'key-revoked',
      'key-deleted',
      'owner-deactivated',
      'exceeds-role',
      'unknown-permission',
      'exceeds-lifetime',
      'expiry-not-in-future',
      'key-limit-reached',
      'settings-out-of-bounds',
    ],
  }),
  disableKey: post(`${KEY}/disable`, {
    summary: 'Disable a key until it is enabled again',
    params: keyParams,
    response: keyView,
    problems: ['not-found', 'version-mismatch', 'key-revoked', 'key-deleted'],
  }),
  enableKey: post(`${KEY}/enable`, {
    summary: 'Enable a disabled key',
    params: keyParams,
    response: keyView,
    problems: ['not-found', 'version-mismatch', 'key-revoked', 'key-deleted', 'owner-deactivated'],
  }),
  deleteKey: remove(KEY, {
    summary:
      'Delete a key; it can be restored for 30 days. Its sessions stay valid unless endSessionsWithKey is true',
    params: keyParams,
    response: endedKeyView,
    problems: ['not-found', 'version-mismatch', 'key-revoked'],
  }),
  restoreKey: post(`${KEY}/restore`, {
    summary: 'Restore a deleted key; its expiry does not change',
    params: keyParams,
    response: keyView,
    problems: [
      ...(['not-found', 'version-mismatch', 'key-revoked', 'restore-period-expired'] as const),
      ...(['owner-deactivated', 'key-limit-reached'] as const),
    ],
  }),
  renewKey: create(`${KEY}/renew`, {
    summary: 'Issue a key with the settings of an existing key, which stays active (MB-06)',
    params: keyParams,
    body: successor,
    response: issuedKeyView,
    problems: ISSUE_PROBLEMS,
  }),
  replaceKey: create(`${KEY}/replace`, {
    summary: 'Revoke a compromised key and issue its replacement immediately (MB-13)',
    params: keyParams,
    body: successor,
    response: replacementKeyView,
    problems: [...ISSUE_PROBLEMS, 'key-revoked'],
  }),
  revokeKey: post(`${KEY}/revoke`, {
    summary: 'Revoke a key permanently, and end its sessions unless endSessions is false',
    params: keyParams,
    // Optional, so that a POST without a body revokes a key in an emergency.
    body: revocation.refine(endsCompromisedSessions, ENDS_COMPROMISED_SESSIONS).prefault({}),
    response: revokedKeyView,
    problems: ['not-found', 'version-mismatch'],
  }),
  /** Safe to repeat: a revoked key stays revoked. */
  revokeKeys: post(`${KEYS}/revoke`, {
    summary: `Revoke up to ${BULK_LIMIT} keys permanently, with a result for each key`,
    params: tenantParams,
    body: revocations,
    response: z.object({ results: z.array(revocationResult) }),
  }),
} as const satisfies Record<string, Route>;
