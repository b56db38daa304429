import type { verifyRoutes } from '../../../lib/contracts/http/verify.ts';
import { decide } from '../../../lib/core/access/decide.ts';
import { need, type Requirement } from '../../../lib/core/access/permissions.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { refusal } from '../refusals.ts';
import { viewKey } from '../views.ts';

/**
 * Decides as the authorizer would. A key of another tenant is taken for none, so that nothing can be learnt
 * of it, and a key is shown to nobody who doesn't hold its secret.
 */
export function verifyHandlers({
  store,
  codecs,
  clock,
}: UseCaseDeps): RouteHandlers<typeof verifyRoutes, Caller> {
  return {
    verify: async ({ params: { tenant }, body }) => {
      if (!(await store.readTenant(tenant))) return refusal('not-found');
      const presented = codecs.key.parse(body.value);
      if (!presented) return { body: { outcome: 'not-ours', key: null, permissions: null } };

      const found = await store.readKey(presented.keyId);
      const key = found?.tenant === tenant ? found : undefined;
      const owner = key?.boundBy === 'owner' ? await store.readOwner(tenant, key.owner) : undefined;
      const requirement = requirementOf(body.permission);
      const decision = decide({ presented, key, owner, requirement, nowMs: clock() });
      return {
        body: {
          outcome: decision.outcome,
          key: decision.key && decision.generation !== undefined ? viewKey(decision.key) : null,
          permissions: decision.outcome === 'allowed' ? [...decision.permissions] : null,
        },
      };
    },
  };
}

function requirementOf(permission: string | undefined): Requirement {
  return permission === undefined ? { kind: 'any-key' } : need(permission);
}
