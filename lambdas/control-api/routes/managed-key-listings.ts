import { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { violationsOf } from '../../../lib/core/rotation/policy.ts';
import { upcomingRotation } from '../../../lib/core/rotation/upcoming-rotations.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageEnd, pageReply } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewListedManagedKey, viewUpcoming, viewViolation } from '../managed-key-views.ts';
import { readKeysOfPage } from './keys-of-page.ts';

const { listManagedKeys, listUpcomingRotations, listPolicyViolations } = managedKeyRoutes;
const LISTINGS = { listManagedKeys, listUpcomingRotations, listPolicyViolations };

/** The listings of managed keys, each with the keys themselves. */
export function managedKeyListings(deps: ControlApiDeps): RouteHandlers<typeof LISTINGS, Caller> {
  const { store, profile, clock } = deps;
  return {
    listManagedKeys: async ({ params, query: { cursor, limit } }) => {
      const [tenant, listed] = await Promise.all([
        store.readTenant(params.tenant),
        store.listManagedKeys(params.tenant, { cursor, limit }),
      ]);
      if (!tenant) return rejection('not-found');
      if (listed === 'invalid-cursor') return { problem: 'invalid-cursor' };
      const { page, keyOf } = await readKeysOfPage(store, listed);
      const statusOf = await readKeyStatuses(
        deps,
        page.items.flatMap((each) => keyOf(each) ?? []),
      );
      return pageReply(page, (managed) => viewListedManagedKey(managed, keyOf(managed), statusOf));
    },
    listUpcomingRotations: async ({ params, query: { days, cursor, limit } }) => {
      const [tenant, listed] = await Promise.all([
        store.readTenant(params.tenant),
        store.listManagedKeys(params.tenant, { cursor, limit }),
      ]);
      if (!tenant) return rejection('not-found');
      if (listed === 'invalid-cursor') return { problem: 'invalid-cursor' };
      const nowMs = clock();
      const span = { nowMs, untilMs: nowMs + days * MS_PER_DAY };
      const planned = listed.items
        .flatMap((managed) => upcomingRotation(managed, tenant.rotationFreeze, span) ?? [])
        .toSorted((one, other) => (one.atMs ?? 0) - (other.atMs ?? 0));
      const { page, keyOf } = await readKeysOfPage(store, {
        ...listed,
        items: planned.map(({ managed }) => managed),
      });
      const items = planned.map((each) => viewUpcoming(each, keyOf(each.managed)?.name ?? null));
      return { body: { items, ...pageEnd(page) } };
    },
    listPolicyViolations: async ({ params, query: { cursor, limit } }) => {
      const [tenant, listed] = await Promise.all([
        store.readTenant(params.tenant),
        store.listManagedKeys(params.tenant, { cursor, limit }),
      ]);
      if (!tenant) return rejection('not-found');
      if (listed === 'invalid-cursor') return { problem: 'invalid-cursor' };
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
