import * as z from 'zod';
import { KEY_BINDINGS, KEY_STATUSES, REVOCATION_REASONS } from '../../core/keys/key.ts';
import {
  identifier,
  instant,
  keyId,
  metadata,
  name,
  pageOf,
  pageQuery,
  permissions,
  tenantId,
} from './fields.ts';
import { noBody, noQuery, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

export const keyView = z.object({
  id: keyId,
  tenant: tenantId,
  owner: identifier,
  boundBy: z.enum(KEY_BINDINGS),
  name,
  environment: identifier,
  permissions,
  status: z.enum(KEY_STATUSES),
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant.nullable(),
  metadata,
  hint: z.string(),
  revocation: z.object({ at: instant, by: z.string(), reason: z.enum(REVOCATION_REASONS) }).nullable(),
});

/** The one response that holds a value. It can't be read again. */
export const issuedKeyView = keyView.extend({ value: z.string() });

const newKey = z.strictObject({
  owner: identifier,
  boundBy: z.enum(KEY_BINDINGS).default('owner'),
  name: name.default(null),
  environment: identifier.default('live'),
  permissions: permissions.default(['read']),
  expiresAt: instant.nullable().default(null),
  metadata: metadata.default({}),
});

const keyChange = z
  .strictObject({
    name: name.optional(),
    permissions: permissions.optional(),
    expiresAt: instant.nullable().optional(),
    metadata: metadata.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

const keyParams = z.strictObject({ tenant: tenantId, key: keyId });

/** The routes on one key that take no more than its name. */
function keyAction<const Step extends string>(step: Step, summary: string) {
  return {
    method: 'POST',
    path: `/admin/v1/tenants/{tenant}/keys/{key}/${step}`,
    summary,
    params: keyParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: keyView },
    problems: ['not-found', 'key-revoked'],
  } as const satisfies Route;
}

export const keyRoutes = {
  createKey: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/keys',
    summary: 'Issue a key; its value is in this response and nowhere else',
    params: tenantParams,
    query: noQuery,
    body: newKey,
    response: { status: 201, body: issuedKeyView },
    problems: [
      'not-found',
      'owner-cut-off',
      'value-unavailable',
      'exceeds-role',
      'expiry-not-in-future',
      'idempotency-key-reused',
      'unknown-environment',
    ],
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
    summary: 'Show a key',
    params: keyParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: keyView },
    problems: ['not-found'],
  },
  changeKey: {
    method: 'PATCH',
    path: '/admin/v1/tenants/{tenant}/keys/{key}',
    summary: 'Change name, permissions, expiry or metadata from the next request on',
    params: keyParams,
    query: noQuery,
    body: keyChange,
    response: { status: 200, body: keyView },
    problems: ['not-found', 'key-revoked', 'exceeds-role', 'expiry-not-in-future'],
  },
  disableKey: keyAction('disable', 'Refuse a key until it is enabled again'),
  enableKey: keyAction('enable', 'Accept a disabled key again'),
  revokeKey: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/revoke',
    summary: 'End a key for ever',
    params: keyParams,
    query: noQuery,
    // May be left out: in an emergency a bare POST must do.
    body: z.strictObject({ reason: z.enum(REVOCATION_REASONS).default('unspecified') }).prefault({}),
    response: { status: 200, body: keyView },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
