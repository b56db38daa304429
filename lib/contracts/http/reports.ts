import * as z from 'zod';
import { UNUSED_ANSWERS } from '../../core/usage/delivery.ts';
import { COUNTS_DAYS } from '../../core/usage/limits.ts';
import { pageQuery, queryNumber } from './fields.ts';
import { keyView } from './keys.ts';
import { ownerView } from './owners.ts';
import { timestamp } from './response-fields.ts';
import { noBody, type Route } from './route.ts';
import { tenantParams } from './tenants.ts';
import { deliveryView } from './usage.ts';

/** Whether nothing was used: `undetermined` where delivery was not known to be healthy all the time. */
const unused = z.enum(UNUSED_ANSWERS);

/** A page of a report. It may be short though there are more: keys that have ended are left out. */
function reportOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable(), delivery: deliveryView });
}

/** In whole days of UTC. */
function reportQuery(days: number) {
  return pageQuery.extend({
    days: queryNumber({ default: days, max: COUNTS_DAYS }),
  });
}

function report<const Name extends string, Query extends z.ZodObject, Item extends z.ZodType>(
  name: Name,
  { summary, query, item }: { readonly summary: string; readonly query: Query; readonly item: Item },
) {
  return {
    method: 'GET',
    path: `/admin/v1/tenants/{tenant}/reports/${name}`,
    summary,
    params: tenantParams,
    query,
    body: noBody,
    response: { status: 200, body: reportOf(item) },
    problems: ['not-found', 'invalid-cursor', 'usage-disabled'],
  } as const satisfies Route;
}

export const reportRoutes = {
  reportDormant: report('dormant', {
    summary: 'List the keys that were used and not in so many days, the longest unused first (MH-22)',
    query: reportQuery(90),
    item: z.object({ key: keyView, unused }),
  }),
  reportNeverUsed: report('never-used', {
    summary: 'List the keys that were issued so many days ago and never used, the oldest first (MH-22)',
    query: reportQuery(30),
    item: z.object({ key: keyView, unused }),
  }),
  reportExpiring: report('expiring', {
    summary: 'List the keys that expire in the next days, the soonest first',
    query: reportQuery(30),
    item: z.object({ key: keyView }),
  }),
  reportUnusedPermissions: report('unused-permissions', {
    summary: 'List the keys that carry permissions which they have not used in so many days',
    query: reportQuery(90),
    item: z.object({
      key: keyView,
      permissions: z.array(z.object({ permission: z.string(), lastUsedAt: timestamp.nullable(), unused })),
    }),
  }),
  reportDeactivatedOwners: report('deactivated-owners', {
    summary: 'List the deactivated owners, each with its active and disabled keys',
    query: pageQuery,
    item: z.object({
      owner: ownerView,
      keys: z.array(keyView),
      /** Whether there may be others beside these. */
      hasMore: z.boolean(),
    }),
  }),
} as const satisfies Record<string, Route>;
