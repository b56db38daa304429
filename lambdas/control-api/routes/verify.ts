import type * as z from 'zod';
import type { verifyRoutes } from '../../../lib/contracts/http/verify.ts';
import { decideOn } from '../../../lib/core/access/authorize.ts';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import { type Requirement, requirePermission } from '../../../lib/core/access/permissions.ts';
import { presentedValue } from '../../../lib/core/access/presented-credential.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import { viewKey } from '../views.ts';

const UNRECOGNIZED = { outcome: 'unrecognized-credential', key: null, permissions: null } as const;
const UNKNOWN = { outcome: 'unknown', key: null, permissions: null } as const;

type Verification = z.output<typeof verifyRoutes.verify.body>;
type DecisionView = z.output<typeof verifyRoutes.verify.response.body>;

/**
 * Returns the decision of the authorizer. A key of another tenant is reported as unknown. The response shows a key only
 * if the value has its secret, or the secret of a session that was created with it.
 */
export function verifyHandlers({
  store,
  codecs,
  clock,
}: UseCaseDeps): RouteHandlers<typeof verifyRoutes, Caller> {
  const lookup = createLookup(store);

  async function decisionOn(tenant: string, { value, permission, sourceAddress }: Verification) {
    const presented = presentedValue(codecs, value);
    if (!presented) return UNRECOGNIZED;
    const requirement = requirementOf(permission);
    const decision = await decideOn({ lookup, clock }, presented, {
      requirement,
      tenant,
      sourceAddress: sourceAddress ?? null,
    });
    if (decision.outcome === 'wrong-tenant') return UNKNOWN;
    const key = decision.generation === undefined ? undefined : decision.key;
    const statusOf = await readKeyStatuses({ store, clock }, key ? [key] : []);
    return {
      outcome: decision.outcome,
      key: key ? viewKey(key, statusOf(key)) : null,
      permissions: decision.outcome === 'allowed' ? [...decision.permissions] : null,
    } satisfies DecisionView;
  }

  return {
    verify: async ({ params: { tenant }, body }) => {
      if (!(await store.readTenant(tenant))) return rejection('not-found');
      return { body: await decisionOn(tenant, body) };
    },
    verifyBatch: async ({ params: { tenant }, body: { values } }) => {
      if (!(await store.readTenant(tenant))) return rejection('not-found');
      return { body: { decisions: await Promise.all(values.map((each) => decisionOn(tenant, each))) } };
    },
  };
}

function requirementOf(permission: string | undefined): Requirement {
  return permission === undefined ? { kind: 'any-key' } : requirePermission(permission);
}
