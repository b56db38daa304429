import * as z from 'zod';
import { FREEZE_REASON_LIMIT } from '../../core/tenants/settings.ts';
import { displayText, instant, lifetimeDays, name, pageQuery, tenantId } from './fields.ts';
import { pageOf, storedDays, storedId, storedName, storedVersion, timestamp } from './response-fields.ts';
import { noBody, noQuery, type Route } from './route.ts';

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
  createTenant: {
    method: 'POST',
    path: '/admin/v1/tenants',
    summary: 'Create a tenant',
    params: z.strictObject({}),
    query: noQuery,
    body: z.strictObject({
      id: tenantId,
      name: name.default(null),
      maxKeyLifetimeDays: lifetimeDays.default(null),
    }),
    response: { status: 201, body: tenantView },
    problems: ['already-exists', 'idempotency-key-reused', 'settings-out-of-bounds'],
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
  updateTenant: {
    method: 'PATCH',
    path: '/admin/v1/tenants/{tenant}',
    summary: 'Update the name, limits or rotation freeze of a tenant',
    params: tenantParams,
    query: noQuery,
    body: tenantChange,
    response: { status: 200, body: tenantView },
    problems: ['not-found', 'version-mismatch', 'settings-out-of-bounds', 'freeze-not-in-future'],
  },
} as const satisfies Record<string, Route>;
