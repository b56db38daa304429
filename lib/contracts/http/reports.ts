import * as z from 'zod';
import { USE_ANSWERS } from '../../core/usage/delivery.ts';
import { COUNTS_DAYS } from '../../core/usage/limits.ts';
import { get } from './define-route.ts';
import { pageQuery, queryNumber } from './fields.ts';
import { keyView } from './keys.ts';
import { ownerView } from './owners.ts';
import { pageOf, timestamp } from './response-fields.ts';
import type { Route } from './route.ts';
import { tenantParams } from './tenants.ts';
import { deliveryView } from './usage.ts';

/** Whether there was no use: `undetermined` if usage delivery was not healthy for the whole period. */
const use = z.enum(USE_ANSWERS);

/** A page of a report. A short page can have a next page, because ended keys are excluded. */
function reportOf<Item extends z.ZodType>(item: Item) {
  return pageOf(item).extend({ delivery: deliveryView });
}

/** The query of a report; `days` counts whole UTC days. */
function reportQuery(days: number) {
  return pageQuery.extend({
    days: queryNumber({ default: days, max: COUNTS_DAYS }),
  });
}

function report<const Name extends string, Query extends z.ZodObject, Item extends z.ZodType>(
  name: Name,
  { summary, query, item }: { readonly summary: string; readonly query: Query; readonly item: Item },
) {
  return get(`/admin/v1/tenants/{tenant}/reports/${name}`, {
    summary,
    params: tenantParams,
    query,
    response: reportOf(item),
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  });
}

export const reportRoutes = {
  reportDormant: report('dormant', {
    summary: 'List the used keys without use in the given number of days, longest unused first (MH-22)',
    query: reportQuery(90),
    item: z.object({ key: keyView, use }),
  }),
  reportNeverUsed: report('never-used', {
    summary:
      'List the never used keys that were issued at least the given number of days ago, oldest first (MH-22)',
    query: reportQuery(30),
    item: z.object({ key: keyView, use }),
  }),
  reportExpiring: report('expiring', {
    summary: 'List the keys that expire within the given number of days, soonest first',
    query: reportQuery(30),
    item: z.object({ key: keyView }),
  }),
  /** Each count ends at 1000 keys. */
  reportSummary: get('/admin/v1/tenants/{tenant}/reports/summary', {
    summary: 'Count the keys that expire soon or are unused',
    params: tenantParams,
    response: z.object({
      expiringIn1Day: z.int(),
      expiringIn7Days: z.int(),
      expiringIn30Days: z.int(),
      /** Keys that expire within 7 days and are not rotated. */
      expiringUnrotated: z.int(),
      /** Keys whose last use was before the month of the day 90 days ago; null without usage tracking. */
      dormant: z.int().nullable(),
      /** Keys that were issued at least 30 days ago and never used; null without usage tracking. */
      neverUsed: z.int().nullable(),
    }),
    problems: ['not-found'],
  }),
  reportUnusedPermissions: report('unused-permissions', {
    summary: 'List the keys with permissions that were not used in the given number of days',
    query: reportQuery(90),
    item: z.object({
      key: keyView,
      permissions: z.array(z.object({ permission: z.string(), lastUsedAt: timestamp.nullable(), use })),
    }),
  }),
  reportDeactivatedOwners: report('deactivated-owners', {
    summary: 'List the deactivated owners with their active and disabled keys',
    query: pageQuery,
    item: z.object({
      owner: ownerView,
      keys: z.array(keyView),
      /** Whether the owner may have more keys than these. */
      hasMore: z.boolean(),
    }),
  }),
} as const satisfies Record<string, Route>;
