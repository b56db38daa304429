import { ownerRoutes } from '../../../lib/contracts/http/owners.ts';
import type { RejectedOutcome } from '../../../lib/contracts/http/problem.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { findOwners } from '../../../lib/core/owners/find.ts';
import { reactivateOwner } from '../../../lib/core/owners/reactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import type {
  OwnerName,
  UpdateOwnerWithRetryResult,
} from '../../../lib/core/owners/update-owner-with-retry.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { changeRejection, rejection } from '../../../lib/http/rejection.ts';
import { viewOwner } from '../views.ts';

export function ownerHandlers(deps: UseCaseDeps): RouteHandlers<typeof ownerRoutes, Caller> {
  return {
    createOwner: async (input, caller) => {
      const { params, body } = input;
      const token = idempotencyTokenOf(ownerRoutes.createOwner, input, caller);
      const { role, email } = body.kind === 'person' ? body : { role: null, email: null };
      const result = await createOwner(deps, caller, { ...params, ...body, role, email }, token);
      if ('owner' in result) return { body: viewOwner(result.owner) };
      return result.outcome === 'unknown-plan' ? unknownPlan(deps) : rejection(result.outcome);
    },
    listOwners: async ({ params, query: { cursor, limit, ...filter } }) => {
      const [tenant, page] = await Promise.all([
        deps.store.readTenant(params.tenant),
        findOwners(deps, params.tenant, filter, { cursor, limit }),
      ]);
      return tenant ? pageReply(page, viewOwner) : rejection('not-found');
    },
    showOwner: async ({ params }) => {
      const owner = await deps.store.readOwner(params.tenant, params.owner);
      return owner ? { body: viewOwner(owner) } : rejection('not-found');
    },
    updateOwner: async (input, caller) => {
      const result = await updateOwner(deps, caller, ownerName(input), input.body);
      return result.outcome === 'unknown-plan' ? unknownPlan(deps) : updatedReply(result);
    },
    deactivateOwner: async (input, caller) =>
      updatedReply(await deactivateOwner(deps, caller, ownerName(input))),
    reactivateOwner: async (input, caller) =>
      updatedReply(await reactivateOwner(deps, caller, ownerName(input))),
  };
}

/** The rejection of a plan that the deployment does not have, with the plans that it has. */
function unknownPlan({ plans }: Pick<UseCaseDeps, 'plans'>) {
  return { ...rejection('unknown-plan'), detail: `Allowed: ${Object.keys(plans).join(', ') || '(none)'}.` };
}

function ownerName({
  params,
  ifVersion,
}: {
  readonly params: { readonly tenant: string; readonly owner: string };
  readonly ifVersion: number | undefined;
}): OwnerName {
  return { tenant: params.tenant, id: params.owner, ifVersion };
}

function updatedReply<const Rejected extends RejectedOutcome>(result: UpdateOwnerWithRetryResult<Rejected>) {
  return 'owner' in result ? { body: viewOwner(result.owner) } : changeRejection(result);
}
