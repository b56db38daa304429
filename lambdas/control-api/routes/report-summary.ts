import { reportRoutes } from '../../../lib/contracts/http/reports.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { collectTenantInventory, countNeverUsed } from '../../../lib/core/usage/key-inventory.ts';
import type { RouteHandler } from '../../../lib/http/dispatch.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';

/** The default of the report of never used keys. */
const { days: NEVER_USED_DAYS } = reportRoutes.reportNeverUsed.query.parse({});

/** Counts the keys of a tenant as the scheduled key inventory counts those of all tenants. */
export function reportSummaryHandler({
  store,
  usage,
  clock,
}: ControlApiDeps): RouteHandler<(typeof reportRoutes)['reportSummary'], Caller> {
  return async ({ params: { tenant } }) => {
    const [found, { expiring: _, dormant, ...counts }, neverUsed] = await Promise.all([
      store.readTenant(tenant),
      collectTenantInventory({ store, usage, clock }, tenant),
      usage ? countNeverUsed({ store: usage.store, clock }, tenant, NEVER_USED_DAYS) : null,
    ]);
    if (!found) return rejection('not-found');
    return { body: { ...counts, dormant: usage ? dormant : null, neverUsed } };
  };
}
