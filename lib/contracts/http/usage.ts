import * as z from 'zod';
import { OUTCOMES } from '../../core/access/outcomes.ts';
import { SOURCE_VIAS } from '../../core/usage/delivery.ts';
import { ACCESS_LOG_DAYS, COUNTS_DAYS } from '../../core/usage/limits.ts';
import { get } from './define-route.ts';
import { instant, pageQuery, queryNumber } from './fields.ts';
import { keyParams } from './keys.ts';
import { pageOf, storedId, storedName, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';

/**
 * The period with verified log delivery, in which missing usage data means no use. `interrupted`: no lines are
 * delivered at present. `not-probed`: a source is a guarded function, whose delivery cannot be verified.
 */
export const deliveryView = z.object({
  state: z.enum(['healthy', 'interrupted', 'not-probed']),
  since: timestamp.nullable(),
  through: timestamp.nullable(),
});

/** The number of decisions by outcome and UTC day. Days without decisions are omitted. */
const daysView = z.array(z.object({ day: z.iso.date(), counts: z.record(z.string(), z.int()) }));

export const keyUsageView = z.object({
  tenant: storedId,
  key: storedId,
  /** When usage tracking of the key started; null if it never did. */
  trackedSince: timestamp.nullable(),
  /** Updated about every 5 minutes during use; null if the key was never used. */
  lastUsedAt: timestamp.nullable(),
  /** The used credentials, newest first. */
  credentials: z.array(z.object({ generation: z.int(), lastUsedAt: timestamp })),
  /** The tracked permissions of the key. */
  permissions: z.array(z.object({ permission: z.string(), lastUsedAt: timestamp.nullable() })),
  days: daysView,
  delivery: deliveryView,
});

export const tenantUsageView = z.object({ tenant: storedId, days: daysView, delivery: deliveryView });

/** One request: a denied request, or the first use of a key in 5 minutes. */
export const accessLogEntryView = z.object({
  at: timestamp,
  key: storedId,
  outcome: z.enum(OUTCOMES),
  via: z.enum(SOURCE_VIAS),
  method: z.string(),
  /** The path template of the route. */
  route: z.string(),
  /** The ID that the gateway gave the request, which is in the headers of its response; null if it gave none. */
  requestId: z.string().nullable(),
  sourceAddress: z.string(),
  /** Name and version from the `User-Agent` header. */
  userAgent: z.string().nullable(),
  permission: z.string().nullable(),
  /** The generation of the presented credential; null if none matched. */
  generation: z.int().nullable(),
});

/** A page of the access log, which is sampled. */
export const accessLogPage = pageOf(accessLogEntryView).extend({ sampled: z.literal(true) });

/** The hours of a summary: at most the retention of the access log. */
export const SUMMARY_HOURS = { default: 24, max: ACCESS_LOG_DAYS * 24 } as const;

/**
 * The access log of the last hours in numbers. It contains at most 100 denials of a key and day before its secret matched,
 * 100 after, and samples of its uses.
 */
export const accessLogSummaryView = z.object({
  /** The time from which all entries are included: later than requested if the request could not read all of them. */
  since: timestamp,
  /** The hours with denials, oldest first, with the denials by outcome. */
  hours: z.array(z.object({ hour: timestamp, counts: z.record(z.string(), z.int()) })),
  /** The ten keys with the most denials. */
  keys: z.array(z.object({ key: storedId, name: storedName, denied: z.int() })),
  /** The ten addresses with the most denials, then those with the most samples. `allowed` counts samples. */
  addresses: z.array(
    z.object({ sourceAddress: z.string(), allowed: z.int(), denied: z.int(), lastAt: timestamp }),
  ),
  sampled: z.literal(true),
});

/** The filter of an access log; `until` is exclusive. */
const accessLogQuery = pageQuery.extend({
  outcome: z
    .enum([...OUTCOMES, 'denied'])
    .optional()
    .meta({ description: 'Only requests with this outcome; `denied` for every outcome except `allowed`' }),
  requestId: z
    .string()
    .regex(/^[\w.=+/:-]{1,128}$/, 'must be 1 to 128 characters of A-Z, a-z, 0-9, _ . = + / : -')
    .optional()
    .meta({ description: 'Only the request with this ID of the gateway', examples: ['JKJaXmPLvHcESHA='] }),
  since: instant.optional(),
  until: instant.optional(),
});

const summaryQuery = z.strictObject({ hours: queryNumber(SUMMARY_HOURS) });

/** The number of days of a usage query. */
export const USAGE_DAYS = { default: 30, max: COUNTS_DAYS } as const;

/** The number of days back, including today. */
const daysQuery = z.strictObject({
  days: queryNumber(USAGE_DAYS),
});

export const usageRoutes = {
  showKeyUsage: get('/admin/v1/tenants/{tenant}/keys/{key}/usage', {
    summary:
      'Show the last use of a key, its credentials and permissions, and its decisions by day (MK-10, MK-12)',
    params: keyParams,
    query: daysQuery,
    response: keyUsageView,
    problems: ['not-found', 'usage-disabled'],
  }),
  showTenantUsage: get('/admin/v1/tenants/{tenant}/usage', {
    summary: 'Show the allowed and denied requests of a tenant by day',
    params: tenantParams,
    query: daysQuery,
    response: tenantUsageView,
    problems: ['not-found', 'usage-disabled'],
  }),
  listAccessLog: get('/admin/v1/tenants/{tenant}/access-log', {
    summary:
      'List the denied requests and sampled key uses of a tenant in the last 30 days, newest first (MH-19, MB-11)',
    params: tenantParams,
    query: accessLogQuery,
    response: accessLogPage,
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  }),
  listKeyAccessLog: get('/admin/v1/tenants/{tenant}/keys/{key}/access-log', {
    summary: 'List the denied requests and sampled uses of a key in the last 30 days, newest first',
    params: keyParams,
    query: accessLogQuery,
    response: accessLogPage,
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  }),
  summarizeAccessLog: get('/admin/v1/tenants/{tenant}/access-log/summary', {
    summary: 'Count the logged denials of the last hours by hour and outcome, with the keys and addresses',
    params: tenantParams,
    query: summaryQuery,
    response: accessLogSummaryView,
    problems: ['not-found', 'usage-disabled'],
  }),
  summarizeKeyAccessLog: get('/admin/v1/tenants/{tenant}/keys/{key}/access-log/summary', {
    summary:
      'Count the logged denials of a key in the last hours by hour and outcome, with the source addresses',
    params: keyParams,
    query: summaryQuery,
    response: accessLogSummaryView,
    problems: ['not-found', 'usage-disabled'],
  }),
} as const satisfies Record<string, Route>;
