import * as z from 'zod';
import { OWNER_KINDS, OWNER_STATUSES, ROLES } from '../../core/owners/owner.ts';
import { identifier, instant, name, pageOf, pageQuery, tenantId } from './fields.ts';
import { noBody, noQuery, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

export const ownerView = z.object({
  tenant: tenantId,
  id: identifier,
  kind: z.enum(OWNER_KINDS),
  name,
  role: z.enum(ROLES).nullable(),
  status: z.enum(OWNER_STATUSES),
  createdAt: instant,
});

const common = { id: identifier, name: name.default(null) };

/** A person has a role; applications and accounts have none. */
const newOwner = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('person'), role: z.enum(ROLES) }),
  z.strictObject({ ...common, kind: z.enum(['application', 'account']) }),
]);

const ownerParams = z.strictObject({ tenant: tenantId, owner: identifier });

export const ownerRoutes = {
  createOwner: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/owners',
    summary: 'Create an owner: a person, an application or an account',
    params: tenantParams,
    query: noQuery,
    body: newOwner,
    response: { status: 201, body: ownerView },
    problems: ['not-found', 'already-exists', 'idempotency-key-reused'],
  },
  listOwners: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/owners',
    summary: 'List the owners of a tenant',
    params: tenantParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: pageOf(ownerView) },
    problems: ['not-found', 'invalid-cursor'],
  },
  showOwner: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/owners/{owner}',
    summary: 'Show an owner',
    params: ownerParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: ownerView },
    problems: ['not-found'],
  },
  cutOffOwner: {
    method: 'POST',
    path: '/admin/v1/tenants/{tenant}/owners/{owner}/cut-off',
    summary: 'Refuse all keys bound to an owner from the next request on',
    params: ownerParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: ownerView },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
