import * as z from 'zod';
import { OWNER_KINDS, OWNER_STATUSES, ROLES } from '../../core/owners/owner.ts';
import { create, get, patch, post } from './define-route.ts';
import { email, identifier, name, pageQuery, plan, searchText, tenantId } from './fields.ts';
import { allowedAddresses, limits, maxKeys, storedLimit } from './limits.ts';
import { pageOf, storedId, storedName, storedVersion, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

export const ownerView = z.object({
  tenant: storedId,
  id: storedId,
  /** The ID of the owner that key holders see (MI-06). */
  uuid: z.uuid(),
  kind: z.enum(OWNER_KINDS),
  name: storedName,
  role: z.enum(ROLES).nullable(),
  plan: z.string().nullable(),
  /** The maximum number of keys; null for that of the plan. */
  maxKeys: z.int().nullable(),
  limits: z.array(storedLimit),
  allowedAddresses: z.array(z.string()),
  email: z.string().nullable(),
  /** Whether the person has signed in and is permanently bound to that identity. */
  signedIn: z.boolean(),
  status: z.enum(OWNER_STATUSES),
  createdAt: timestamp,
  version: storedVersion,
});

const common = {
  id: identifier,
  name: name.default(null),
  plan: plan.default(null),
  /** The maximum number of keys that have not ended, in place of that of the plan; null for that of the plan. */
  maxKeys: maxKeys.nullable().default(null),
  /** The limits that all bound keys share. A limit with the name of a limit of the plan replaces it. */
  limits: limits.default([]),
  /** The networks from which the bound keys are accepted; empty for any. */
  allowedAddresses: allowedAddresses.default([]),
};

/** Only a person has a role and an optional email address for an invitation. */
const newOwner = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('person'),
    role: z.enum(ROLES),
    email: email.nullable().default(null),
  }),
  z.strictObject({ ...common, kind: z.enum(['application', 'account']) }),
]);

const ownerChange = z
  .strictObject({
    name: name.optional(),
    role: z.enum(ROLES).optional(),
    plan: plan.optional(),
    maxKeys: maxKeys.nullable().optional(),
    limits: limits.optional(),
    allowedAddresses: allowedAddresses.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must contain at least one setting')
  .meta({ minProperties: 1 });

/** Every filter must match. A page reads a bounded number of owners, so it can be short or empty and have a next page. */
const ownerQuery = pageQuery.extend({
  kind: z.enum(OWNER_KINDS).optional(),
  search: searchText('A part of the name, or the beginning of the ID or of the email address').optional(),
});

export const ownerParams = z.strictObject({ tenant: tenantId, owner: identifier });

export const ownerRoutes = {
  createOwner: create('/admin/v1/tenants/{tenant}/owners', {
    summary: 'Create an owner: a person, an application or an account',
    params: tenantParams,
    body: newOwner,
    response: ownerView,
    problems: [
      'not-found',
      'already-exists',
      'already-invited',
      'unknown-plan',
      'idempotency-key-reused',
      'settings-out-of-bounds',
    ],
  }),
  listOwners: get('/admin/v1/tenants/{tenant}/owners', {
    summary: 'List the owners of a tenant; a short or empty page can have a next page',
    params: tenantParams,
    query: ownerQuery,
    response: pageOf(ownerView),
    problems: ['not-found', 'invalid-cursor'],
  }),
  showOwner: get('/admin/v1/tenants/{tenant}/owners/{owner}', {
    summary: 'Show an owner',
    params: ownerParams,
    response: ownerView,
    problems: ['not-found'],
  }),
  updateOwner: patch('/admin/v1/tenants/{tenant}/owners/{owner}', {
    summary:
      'Update the settings of an owner; role, plan, limits and addresses apply to all bound keys on the next request',
    params: ownerParams,
    body: ownerChange,
    response: ownerView,
    problems: [
      'not-found',
      'version-mismatch',
      'owner-deactivated',
      'role-not-supported',
      'unknown-plan',
      'settings-out-of-bounds',
    ],
  }),
  deactivateOwner: post('/admin/v1/tenants/{tenant}/owners/{owner}/deactivate', {
    summary: 'Deactivate an owner; all bound keys are denied from the next request on',
    params: ownerParams,
    response: ownerView,
    problems: ['not-found', 'version-mismatch'],
  }),
  reactivateOwner: post('/admin/v1/tenants/{tenant}/owners/{owner}/reactivate', {
    summary: 'Reactivate an owner; the bound keys are accepted again from the next request on',
    params: ownerParams,
    response: ownerView,
    problems: ['not-found', 'version-mismatch'],
  }),
} as const satisfies Record<string, Route>;
