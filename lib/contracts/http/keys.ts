import * as z from 'zod';
import { EFFECTIVE_KEY_STATUSES } from '../../core/access/effective-status.ts';
import { CASCADES, KEY_BINDINGS, REVOCATION_REASONS } from '../../core/keys/key.ts';
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
  permissions,
  tenantId,
} from './fields.ts';
import type { ProblemCode } from './problem.ts';
import {
  pageOf,
  storedId,
  storedMetadata,
  storedName,
  storedPermissions,
  storedVersion,
  timestamp,
} from './response-fields.ts';
import { noBody, noQuery, noSettings, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

export const keyView = z.object({
  id: storedId,
  tenant: storedId,
  owner: storedId,
  boundBy: z.enum(KEY_BINDINGS),
  name: storedName,
  environment: z.string(),
  permissions: storedPermissions,
  /** Whether the key is accepted now, or why not: what the authorizer decides at this instant. */
  status: z.enum(EFFECTIVE_KEY_STATUSES),
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
      /** Whether the revocation also ended the sessions that were made with the key. */
      endSessions: z.boolean(),
    })
    .nullable(),
  deletion: z.object({ at: timestamp, by: z.string() }).nullable(),
  /** The key that it was renewed from or replaces, and the key that it was made with. */
  lineage: z.object({ predecessor: storedId.nullable(), parent: storedId.nullable() }),
  endSessionsWithKey: z.boolean(),
  /** Null if it was never used or the deployment has no usage store. Absent in responses to changes, which read no usage. */
  lastUsedAt: timestamp.nullable().optional(),
  version: storedVersion,
});

/**
 * The sessions that were made with a key and are still accepted: at most 1000 are counted. Revoke the key to end them all.
 * Absent if the profile has no sessions, or if they could not be counted.
 */
const liveSessions = z.object({
  count: z.int(),
  /** When the last of them expires; null if there are none. */
  until: timestamp.nullable(),
});

/** A key that was deleted or revoked, with the sessions that are left. */
export const endedKeyView = keyView.extend({ liveSessions: liveSessions.optional() });

/** A key with those that came of it. */
export const keyWithDescendantsView = endedKeyView.extend({
  successors: z.array(storedId),
  children: z.array(storedId),
});

/** The one response that holds a value. It can't be read again. */
export const issuedKeyView = keyView.extend({ value: keyValue });

export const cascade = z.enum(CASCADES).meta({
  description:
    'The keys that were created with the compromised key: `complete` once all of them are revoked, `pending` while ' +
    'some may still be accepted. A pending cascade is retried; revoking the key as compromised again retries it at once.',
});

/** A revoked key; `cascade` is null if the reason leaves the keys that were created with it as they are. */
export const revokedKeyView = endedKeyView.extend({ cascade: cascade.nullable() });

/** The new key, and what became of the keys that were created with the replaced one. */
export const replacementKeyView = issuedKeyView.extend({ cascade });

const newKey = z
  .strictObject({
    owner: identifier,
    boundBy: z.enum(KEY_BINDINGS).default('owner'),
    name: name.default(null),
    /** The profile's own where it is left out; so are the permissions and the expiry. */
    environment: identifier.optional(),
    permissions: permissions.optional(),
    /** Null for never, where the profile and the tenant allow that. */
    expiresAt: instant.nullable().optional(),
    expiresInSeconds: expiresInSeconds.optional(),
    metadata: metadata.default({}),
    endSessionsWithKey: z.boolean().default(false),
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
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .refine(hasOneExpiry, ONE_EXPIRY)
  .meta({ minProperties: 1, ...ONE_EXPIRY_SCHEMA });

export const keyParams = z.strictObject({ tenant: tenantId, key: keyId });

/** The routes on one key that take no more than its name. */
function keyAction<const Step extends string, const Problem extends ProblemCode>(
  step: Step,
  summary: string,
  ...problems: readonly Problem[]
) {
  return {
    method: 'POST',
    path: `/admin/v1/tenants/{tenant}/keys/{key}/${step}`,
    summary,
    params: keyParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: keyView },
    problems: ['not-found', 'version-mismatch', 'key-revoked', ...problems],
  } as const satisfies Route;
}

/** What can be wrong with whatever issues a key. */
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
  'unknown-environment',
  'unknown-permission',
  'settings-out-of-bounds',
] as const;

/** The routes on one key that issue another one with its settings. */
function keySuccession<
  const Step extends string,
  const View extends z.ZodType,
  const Problems extends readonly ProblemCode[],
>(step: Step, summary: string, view: View, problems: Problems) {
  return {
    method: 'POST',
    path: `/admin/v1/tenants/{tenant}/keys/{key}/${step}`,
    summary,
    params: keyParams,
    query: noQuery,
    body: z.strictObject({}).prefault({}),
    response: { status: 201, body: view },
    problems,
  } as const satisfies Route;
}

export const keyRoutes = {
  /** Names no tenant in its path: `grantAdmin` grants it with rights on all tenants only. */
  findKey: {
    method: 'GET',
    path: '/admin/v1/keys/{key}',
    summary: 'Show a key of any tenant by its ID, with the keys that were derived from it',
    params: keyParams.omit({ tenant: true }),
    query: noQuery,
    body: noBody,
    response: { status: 200, body: keyWithDescendantsView },
    problems: ['not-found'],
  },
  createKey: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/keys',
    summary: 'Issue a key; its value is in this response and nowhere else',
    params: tenantParams,
    query: noQuery,
    body: newKey,
    response: { status: 201, body: issuedKeyView },
    problems: ISSUE_PROBLEMS,
  },
  listKeys: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/keys',
    summary: 'List the keys of a tenant, newest first',
    params: tenantParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: pageOf(keyView) },
    problems: ['not-found', 'invalid-cursor'],
  },
  showKey: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/keys/{key}',
    summary: 'Show a key, with those that came of it',
    params: keyParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: keyWithDescendantsView },
    problems: ['not-found'],
  },
  updateKey: {
    method: 'PATCH',
    path: '/admin/v1/tenants/{tenant}/keys/{key}',
    summary: 'Change settings of a key from the next request on',
    params: keyParams,
    query: noQuery,
    body: keyChange,
    response: { status: 200, body: keyView },
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
      'settings-out-of-bounds',
    ],
  },
  disableKey: keyAction('disable', 'Refuse a key until it is enabled again', 'key-deleted'),
  enableKey: keyAction('enable', 'Accept a disabled key again', 'key-deleted', 'owner-deactivated'),
  deleteKey: {
    method: 'DELETE',
    path: '/admin/v1/tenants/{tenant}/keys/{key}',
    summary:
      'Delete a key; it can be restored for 30 days. Its sessions stay valid unless endSessionsWithKey',
    params: keyParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: endedKeyView },
    problems: ['not-found', 'version-mismatch', 'key-revoked'],
  },
  restoreKey: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/restore',
    summary: 'Make a deleted key what it was before; its expiry stays',
    params: keyParams,
    query: noQuery,
    body: noSettings,
    response: { status: 200, body: keyView },
    problems: ['not-found', 'version-mismatch', 'key-revoked', 'restore-period-expired', 'owner-deactivated'],
  },
  renewKey: keySuccession(
    'renew',
    'Issue a key with the settings of another, which stays as it is (MB-06)',
    issuedKeyView,
    ISSUE_PROBLEMS,
  ),
  replaceKey: keySuccession(
    'replace',
    'Revoke a compromised key and issue another in its place, at once (MB-13)',
    replacementKeyView,
    [...ISSUE_PROBLEMS, 'key-revoked'],
  ),
  revokeKey: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/revoke',
    summary: 'Revoke a key permanently, and end its sessions unless endSessions is false',
    params: keyParams,
    query: noQuery,
    // May be left out: in an emergency a bare POST must do.
    body: z
      .strictObject({
        reason: z.enum(REVOCATION_REASONS).default('unspecified'),
        /** Sessions of a compromised key always end. */
        endSessions: z.boolean().default(true),
      })
      .refine(
        ({ reason, endSessions }) => endSessions || reason !== 'compromised',
        'must not leave the sessions of a compromised key valid; omit endSessions',
      )
      .prefault({}),
    response: { status: 200, body: revokedKeyView },
    problems: ['not-found', 'version-mismatch'],
  },
} as const satisfies Record<string, Route>;
