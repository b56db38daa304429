import type { reportRoutes } from '../../../lib/contracts/http/reports.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { Owner } from '../../../lib/core/owners/owner.ts';
import type { Tenant } from '../../../lib/core/tenants/tenant.ts';
import { readLastUses } from '../../../lib/core/usage/last-uses.ts';
import { readHealth } from '../../../lib/core/usage/reports.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageEnd } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewDelivery } from '../usage-views.ts';
import { viewKey, viewOwner } from '../views.ts';

type Handlers = RouteHandlers<typeof reportRoutes, Caller>;

/** The maximum number of keys that are read per owner; `hasMore` reports further keys. */
const KEYS_SHOWN = 50;

/** Lists deactivated owners with their active and disabled keys. Their unbound keys are still accepted. */
export function deactivatedOwnersHandler(deps: ControlApiDeps): Handlers['reportDeactivatedOwners'] {
  return async ({ params, query: { cursor, limit } }) => {
    const { usage, store } = deps;
    if (!usage) return { problem: 'usage-disabled' };
    const [tenant, page, delivery] = await Promise.all([
      store.readTenant(params.tenant),
      store.listDeactivatedOwners(params.tenant, { cursor, limit }),
      readHealth({ usage: usage.store, sources: usage.sources }),
    ]);
    if (!tenant) return rejection('not-found');
    if (page === 'invalid-cursor') return { problem: 'invalid-cursor' };
    const items = await Promise.all(page.items.map((owner) => withKeys(deps, tenant, owner)));
    return { body: { items, ...pageEnd(page), delivery: viewDelivery(delivery) } };
  };
}

async function withKeys(
  { store, usage, clock, tenantSuspension }: ControlApiDeps,
  tenant: Tenant,
  owner: Owner,
) {
  const page = await store.listKeysOf(owner.tenant, owner.id, { cursor: undefined, limit: KEYS_SHOWN });
  const { items, next } = page === 'invalid-cursor' ? { items: [], next: undefined } : page;
  const keys = items.filter(({ status }) => status === 'active' || status === 'disabled');
  // Already read, and the same for all of these keys.
  const holders = { readTenant: async () => tenant, readOwner: async () => owner };
  const [statusOf, lastUsedAt] = await Promise.all([
    readKeyStatuses({ store: holders, clock, tenantSuspension }, keys),
    readLastUses(usage?.store, keys, clock),
  ]);
  return {
    owner: viewOwner(owner),
    keys: keys.map((key) => viewKey(key, statusOf(key), lastUsedAt(key.id))),
    hasMore: next !== undefined,
  };
}
