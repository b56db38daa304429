import * as z from 'zod';
import { FREEZE_REASON_LIMIT } from '../../core/tenants/settings.ts';
import { TENANT_STATUSES } from '../../core/tenants/tenant.ts';
import { create, get, patch, post } from './define-route.ts';
import { displayText, instant, lifetimeDays, name, pageQuery, tenantId } from './fields.ts';
import { pageOf, storedDays, storedId, storedName, storedVersion, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';

const freezeReason = z
  .string()
  .trim()
  .min(1)
  .pipe(displayText(FREEZE_REASON_LIMIT))
  .meta({ maxLength: FREEZE_REASON_LIMIT });
const rotationFreeze = z.strictObject({ until: instant, reason: freezeReason });

export const tenantView = z.object({
  id: storedId,
  name: storedName,
  maxKeyLifetimeDays: storedDays,
  maxValueAgeDays: storedDays,
  rotationFreeze: z.object({ until: timestamp, reason: z.string() }).nullable(),
  status: z.enum(TENANT_STATUSES),
  createdAt: timestamp,
  version: storedVersion,
});

const tenantChange = z
  .strictObject({
    name: name.optional(),
    maxKeyLifetimeDays: lifetimeDays.optional(),
    /** The maximum age of a managed key's value before it is reported; null for the profile's limit. */
    maxValueAgeDays: lifetimeDays.optional(),
    /** Scheduled rotations of the tenant's keys start after this time; null for no freeze. */
    rotationFreeze: rotationFreeze.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must contain at least one setting')
  .meta({ minProperties: 1 });

export const tenantParams = z.strictObject({ tenant: tenantId });

export const tenantRoutes = {
  createTenant: create('/admin/v1/tenants', {
    summary: 'Create a tenant',
    body: z.strictObject({
      id: tenantId,
      name: name.default(null),
      maxKeyLifetimeDays: lifetimeDays.default(null),
    }),
    response: tenantView,
    problems: ['already-exists', 'idempotency-key-reused', 'settings-out-of-bounds'],
  }),
  listTenants: get('/admin/v1/tenants', {
    summary: 'List the tenants',
    query: pageQuery,
    response: pageOf(tenantView),
    problems: ['invalid-cursor'],
  }),
  showTenant: get('/admin/v1/tenants/{tenant}', {
    summary: 'Show a tenant',
    params: tenantParams,
    response: tenantView,
    problems: ['not-found'],
  }),
  updateTenant: patch('/admin/v1/tenants/{tenant}', {
    summary: 'Update the name, limits or rotation freeze of a tenant',
    params: tenantParams,
    body: tenantChange,
    response: tenantView,
    problems: ['not-found', 'version-mismatch', 'settings-out-of-bounds', 'freeze-not-in-future'],
  }),
  suspendTenant: post('/admin/v1/tenants/{tenant}/suspend', {
    summary: 'Suspend a tenant; all of its keys are denied from the next request on',
    params: tenantParams,
    response: tenantView,
    problems: ['not-found', 'version-mismatch', 'tenant-suspension-disabled'],
  }),
  resumeTenant: post('/admin/v1/tenants/{tenant}/resume', {
    summary: 'Resume a suspended tenant; its keys are accepted again from the next request on',
    params: tenantParams,
    response: tenantView,
    problems: ['not-found', 'version-mismatch'],
  }),
} as const satisfies Record<string, Route>;
