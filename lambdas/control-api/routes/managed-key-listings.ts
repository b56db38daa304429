import { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import type { RouteInput } from '../../../lib/contracts/http/route.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import type { ManagedKeySettings } from '../../../lib/core/rotation/managed-key.ts';
import { violationsOf } from '../../../lib/core/rotation/policy.ts';
import { upcomingRotation } from '../../../lib/core/rotation/upcoming-rotations.ts';
import type { Page } from '../../../lib/core/store.ts';
import type { Tenant } from '../../../lib/core/tenants/tenant.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageEnd, pageReply } from '../../../lib/http/page-reply.ts';
import { type Rejection, rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewListedManagedKey, viewUpcoming, viewViolation } from '../managed-key-views.ts';
import { readKeysOfPage } from './keys-of-page.ts';

const { listManagedKeys, listUpcomingRotations, listPolicyViolations } = managedKeyRoutes;
const LISTINGS = { listManagedKeys, listUpcomingRotations, listPolicyViolations };

/** The listings of managed keys, each with the keys themselves. */
export function managedKeyListings(deps: ControlApiDeps): RouteHandlers<typeof LISTINGS, Caller> {
  const { store, profile, clock } = deps;
  return {
    listManagedKeys: async (input) => {
      const found = await readPage(store, input);
      if ('problem' in found) return found;
      const { page, keyOf } = await readKeysOfPage(store, found.listed);
      const statusOf = await readKeyStatuses(
        deps,
        page.items.flatMap((each) => keyOf(each) ?? []),
      );
      return pageReply(page, (managed) => viewListedManagedKey(managed, keyOf(managed), statusOf));
    },
    listUpcomingRotations: async (input) => {
      const found = await readPage(store, input);
      if ('problem' in found) return found;
      const { tenant, listed } = found;
      const nowMs = clock();
      const span = { nowMs, untilMs: nowMs + input.query.days * MS_PER_DAY };
      const upcoming = listed.items
        .flatMap((managed) => upcomingRotation(managed, tenant.rotationFreeze, span) ?? [])
        .toSorted((one, other) => (one.atMs ?? 0) - (other.atMs ?? 0));
      const { page, keyOf } = await readKeysOfPage(store, {
        ...listed,
        items: upcoming.map(({ managed }) => managed),
      });
      const items = upcoming.map((each) => viewUpcoming(each, keyOf(each.managed)?.name ?? null));
      return { body: { items, ...pageEnd(page) } };
    },
    listPolicyViolations: async (input) => {
      const found = await readPage(store, input);
      if ('problem' in found) return found;
      const { tenant, listed } = found;
      const { page, keyOf } = await readKeysOfPage(store, listed);
      const items = page.items.flatMap((managed) => {
        const key = keyOf(managed);
        const violations = key ? violationsOf({ key, managed }, { profile, tenant }, clock()) : [];
        return violations.length > 0 ? { key: managed.keyId, violations: violations.map(viewViolation) } : [];
      });
      return { body: { items, ...pageEnd(page) } };
    },
  };
}

type PageInput = Pick<RouteInput<typeof listManagedKeys>, 'params' | 'query'>;
type TenantPage = { readonly tenant: Tenant; readonly listed: Page<ManagedKeySettings> };

/** One page of the managed keys of a tenant, with the tenant. */
async function readPage(
  store: ControlApiDeps['store'],
  { params, query: { cursor, limit } }: PageInput,
): Promise<TenantPage | Rejection<'not-found' | 'invalid-cursor'>> {
  const [tenant, listed] = await Promise.all([
    store.readTenant(params.tenant),
    store.listManagedKeys(params.tenant, { cursor, limit }),
  ]);
  if (!tenant) return rejection('not-found');
  return listed === 'invalid-cursor' ? { problem: 'invalid-cursor' } : { tenant, listed };
}
