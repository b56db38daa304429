import { budgetRoutes } from '../../../lib/contracts/http/budgets.ts';
import type { RejectedOutcome } from '../../../lib/contracts/http/problem.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import {
  addCredits,
  type BudgetDeps,
  type LimitedSubject,
  resetLimit,
  showBudgets,
} from '../../../lib/core/limits/adjust-budget.ts';
import type { Budget } from '../../../lib/core/limits/budgets.ts';
import { viewBudgets } from '../../../lib/http/budget-view.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import { rejection } from '../../../lib/http/rejection.ts';

export function budgetHandlers(deps: BudgetDeps): RouteHandlers<typeof budgetRoutes, Caller> {
  return {
    showKeyLimits: async ({ params }) => reply(await showBudgets(deps, keyOf(params))),
    showOwnerLimits: async ({ params }) => reply(await showBudgets(deps, ownerOf(params))),
    showTenantLimits: async ({ params }) => reply(await showBudgets(deps, tenantOf(params))),
    resetKeyLimit: async ({ params, body }, caller) =>
      reply(await resetLimit(deps, caller, keyOf(params), body.limit)),
    resetOwnerLimit: async ({ params, body }, caller) =>
      reply(await resetLimit(deps, caller, ownerOf(params), body.limit)),
    resetTenantLimit: async ({ params, body }, caller) =>
      reply(await resetLimit(deps, caller, tenantOf(params), body.limit)),
    addKeyCredits: async (input, caller) => {
      const { params, body } = input;
      const token = idempotencyTokenOf(budgetRoutes.addKeyCredits, input, caller);
      const addition = { subject: keyOf(params), name: body.limit, add: body.add };
      return reply(await addCredits(deps, caller, addition, token));
    },
    addOwnerCredits: async (input, caller) => {
      const { params, body } = input;
      const token = idempotencyTokenOf(budgetRoutes.addOwnerCredits, input, caller);
      const addition = { subject: ownerOf(params), name: body.limit, add: body.add };
      return reply(await addCredits(deps, caller, addition, token));
    },
  };
}

interface InTenant {
  readonly tenant: string;
}

function keyOf({ tenant, key }: InTenant & { readonly key: string }): LimitedSubject {
  return { kind: 'key', tenant, id: key };
}

function ownerOf({ tenant, owner }: InTenant & { readonly owner: string }): LimitedSubject {
  return { kind: 'owner', tenant, id: owner };
}

function tenantOf({ tenant }: InTenant): LimitedSubject {
  return { kind: 'tenant', tenant, id: tenant };
}

function reply<const Rejected extends RejectedOutcome>(
  result: { readonly outcome: 'found'; readonly budgets: readonly Budget[] } | { readonly outcome: Rejected },
) {
  return 'budgets' in result ? { body: viewBudgets(result.budgets) } : rejection(result.outcome);
}
