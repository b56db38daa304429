import type { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { readKnown, withUnknown } from '../../../lib/core/read-known.ts';
import { violationsOf } from '../../../lib/core/rotation/policy.ts';
import { statusMessages } from '../../../lib/core/rotation/status-messages.ts';
import { upcomingRotation } from '../../../lib/core/rotation/upcoming-rotations.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageEnd, pageReply } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewManagedKey, viewUpcoming, viewViolation } from '../managed-key-views.ts';
import { readOtherActiveValues } from './active-values.ts';
import { managedKeyCommands } from './managed-key-commands.ts';
import { readRotations } from './past-rotations.ts';

/** Reads of managed keys come from the table. The rotation function makes all updates. */
export function managedKeyHandlers(deps: ControlApiDeps): RouteHandlers<typeof managedKeyRoutes, Caller> {
  const { store, profile, clock, rotationLimits } = deps;
  return {
    ...managedKeyCommands(deps),
    showRotations: readRotations(deps),
    listManagedKeys: async ({ params, query: { cursor, limit } }) => {
      const [tenant, page] = await Promise.all([
        store.readTenant(params.tenant),
        store.listManagedKeys(params.tenant, { cursor, limit }),
      ]);
      return tenant ? pageReply(page, viewManagedKey) : rejection('not-found');
    },
    listUpcomingRotations: async ({ params, query: { days, cursor, limit } }) => {
      const [tenant, page] = await Promise.all([
        store.readTenant(params.tenant),
        store.listManagedKeys(params.tenant, { cursor, limit }),
      ]);
      if (!tenant) return rejection('not-found');
      if (page === 'invalid-cursor') return { problem: 'invalid-cursor' };
      const nowMs = clock();
      const span = { nowMs, untilMs: nowMs + days * MS_PER_DAY };
      const planned = page.items
        .flatMap((managed) => upcomingRotation(managed, tenant.rotationFreeze, span) ?? [])
        .toSorted((one, other) => (one.atMs ?? 0) - (other.atMs ?? 0));
      return { body: { items: planned.map(viewUpcoming), ...pageEnd(page) } };
    },
    listPolicyViolations: async ({ params, query: { cursor, limit } }) => {
      const [tenant, page] = await Promise.all([
        store.readTenant(params.tenant),
        store.listManagedKeys(params.tenant, { cursor, limit }),
      ]);
      if (!tenant) return rejection('not-found');
      if (page === 'invalid-cursor') return { problem: 'invalid-cursor' };
      const keys = await Promise.all(page.items.map(({ keyId }) => readKnown(store.readKey(keyId))));
      const unknown = page.items.flatMap(({ keyId }, index) => (keys[index] === 'unknown' ? keyId : []));
      const items = page.items.flatMap((managed, index) => {
        const key = keys[index];
        const violations =
          key && key !== 'unknown' ? violationsOf({ key, managed }, { profile, tenant }, clock()) : [];
        return violations.length > 0 ? { key: managed.keyId, violations: violations.map(viewViolation) } : [];
      });
      return { body: { items, ...pageEnd(withUnknown(page, unknown)) } };
    },
    showManagedKey: async ({ params }) => {
      const [record, key, tenant] = await Promise.all([
        store.readManagedRecord(params.key),
        store.readKey(params.key),
        store.readTenant(params.tenant),
      ]);
      if (key?.tenant !== params.tenant || !tenant) return rejection('not-found');
      if (!record) return { problem: 'not-managed' };
      return {
        body: {
          ...viewManagedKey(record.managed),
          statusMessages: rotationLimits
            ? [
                ...statusMessages(record, {
                  nowMs: clock(),
                  limits: rotationLimits,
                  freeze: tenant.rotationFreeze,
                }),
              ]
            : [],
          otherActiveValues: await readOtherActiveValues(deps, record),
          violations: violationsOf(record, { profile, tenant }, clock()).map(viewViolation),
        },
      };
    },
  };
}
