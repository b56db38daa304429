import * as z from 'zod';
import { instant, name, pageOf, pageQuery, tenantId } from './fields.ts';
import { noBody, noQuery, type Route } from './route.ts';

export const tenantView = z.object({ id: tenantId, name, createdAt: instant });

export const tenantParams = z.strictObject({ tenant: tenantId });

export const tenantRoutes = {
  createTenant: {
    method: 'POST',
    path: '/admin/v1/tenants',
    summary: 'Create a tenant',
    params: z.strictObject({}),
    query: noQuery,
    body: z.strictObject({ id: tenantId, name: name.default(null) }),
    response: { status: 201, body: tenantView },
    problems: ['already-exists', 'idempotency-key-reused'],
  },
  listTenants: {
    method: 'GET',
    path: '/admin/v1/tenants',
    summary: 'List the tenants',
    params: z.strictObject({}),
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: pageOf(tenantView) },
    problems: ['invalid-cursor'],
  },
  showTenant: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}',
    summary: 'Show a tenant',
    params: tenantParams,
    query: noQuery,
    body: noBody,
    response: { status: 200, body: tenantView },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
