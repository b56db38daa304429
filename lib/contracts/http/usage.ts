import * as z from 'zod';
import { OUTCOMES } from '../../core/access/outcomes.ts';
import { SOURCE_VIAS } from '../../core/usage/delivery.ts';
import { COUNTS_DAYS } from '../../core/usage/limits.ts';
import { pageQuery, queryNumber } from './fields.ts';
import { keyParams } from './keys.ts';
import { storedId, timestamp } from './response-fields.ts';
import { noBody, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/**
 * How far lines are known to have been delivered, and so how far silence says that nothing was used. `silent`: not at
 * all at present; `not-probed`: a guarded function is among the sources, whose silence says nothing.
 */
export const deliveryView = z.object({
  state: z.enum(['healthy', 'interrupted', 'not-probed']),
  since: timestamp.nullable(),
  through: timestamp.nullable(),
});

/** How many decisions there were of each outcome, by day of UTC; days without any are left out. */
const daysView = z.array(z.object({ day: z.iso.date(), counts: z.record(z.string(), z.int()) }));

export const keyUsageView = z.object({
  tenant: storedId,
  key: storedId,
  /** Since when its use is watched: null where it never was. */
  trackedSince: timestamp.nullable(),
  /** About every 5 minutes while it is used; null where it never was. */
  lastUsedAt: timestamp.nullable(),
  /** The credentials that were used, the newest first. */
  credentials: z.array(z.object({ generation: z.int(), lastUsedAt: timestamp })),
  /** The permissions that it carries, as far as they are watched. */
  permissions: z.array(z.object({ permission: z.string(), lastUsedAt: timestamp.nullable() })),
  days: daysView,
  delivery: deliveryView,
});

export const tenantUsageView = z.object({ tenant: storedId, days: daysView, delivery: deliveryView });

/** One request: a refusal, or the first use of a key in 5 minutes. */
export const accessLogEntryView = z.object({
  at: timestamp,
  key: storedId,
  outcome: z.enum(OUTCOMES),
  via: z.enum(SOURCE_VIAS),
  method: z.string(),
  /** The route's template. */
  route: z.string(),
  sourceAddress: z.string(),
  /** What the caller calls itself: name and version. */
  userAgent: z.string().nullable(),
  permission: z.string().nullable(),
  /** Of the credential that was presented; null where none matched. */
  generation: z.int().nullable(),
});

/** A page of the access log: not every request is in it. */
export const accessLogPage = z.object({
  items: z.array(accessLogEntryView),
  next: z.string().nullable(),
  sampled: z.literal(true),
});

/** Days of a usage query. */
export const USAGE_DAYS = { default: 30, max: COUNTS_DAYS } as const;

/** Of usage: so many days back, today included. */
const daysQuery = z.strictObject({
  days: queryNumber(USAGE_DAYS),
});

export const usageRoutes = {
  showKeyUsage: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/usage',
    summary: 'Show when a key was used last, with what, and how often (MK-10, MK-12)',
    params: keyParams,
    query: daysQuery,
    body: noBody,
    response: { status: 200, body: keyUsageView },
    problems: ['not-found', 'usage-disabled'],
  },
  showTenantUsage: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/usage',
    summary: 'Show how often the keys of a tenant were used, and refused, by day',
    params: tenantParams,
    query: daysQuery,
    body: noBody,
    response: { status: 200, body: tenantUsageView },
    problems: ['not-found', 'usage-disabled'],
  },
  listAccessLog: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/access-log',
    summary: 'List refusals and first uses of a tenant, newest first, of the last 30 days (MH-19, MB-11)',
    params: tenantParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: accessLogPage },
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  },
  listKeyAccessLog: {
    method: 'GET',
    path: '/admin/v1/tenants/{tenant}/keys/{key}/access-log',
    summary: 'List refusals and first uses of a key, newest first, of the last 30 days',
    params: keyParams,
    query: pageQuery,
    body: noBody,
    response: { status: 200, body: accessLogPage },
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  },
} as const satisfies Record<string, Route>;
