import type { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { violationsOf } from '../../../lib/core/rotation/policy.ts';
import { statusMessages } from '../../../lib/core/rotation/status-messages.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewListedManagedKey, viewViolation } from '../managed-key-views.ts';
import { readOtherActiveValues } from './active-values.ts';
import { managedKeyCommands } from './managed-key-commands.ts';
import { managedKeyListings } from './managed-key-listings.ts';
import { readRotations } from './past-rotations.ts';

/** Reads of managed keys come from the table. The rotation function makes all updates. */
export function managedKeyHandlers(deps: ControlApiDeps): RouteHandlers<typeof managedKeyRoutes, Caller> {
  const { store, profile, clock, rotationLimits } = deps;
  return {
    ...managedKeyCommands(deps),
    ...managedKeyListings(deps),
    showRotations: readRotations(deps),
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
          ...viewListedManagedKey(record.managed, record.key, await readKeyStatuses(deps, [record.key])),
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
