import type { RejectedOutcome } from '../../../lib/contracts/http/problem.ts';
import { tenantRoutes } from '../../../lib/contracts/http/tenants.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { createTenant } from '../../../lib/core/tenants/create.ts';
import { resumeTenant } from '../../../lib/core/tenants/resume.ts';
import { suspendTenant } from '../../../lib/core/tenants/suspend.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import type { UpdateTenantWithRetryResult } from '../../../lib/core/tenants/update-tenant-with-retry.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { changeRejection, rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewTenant } from '../views.ts';

type TenantDeps = UseCaseDeps & Pick<ControlApiDeps, 'tenantSuspension'>;

export function tenantHandlers(deps: TenantDeps): RouteHandlers<typeof tenantRoutes, Caller> {
  return {
    createTenant: async (input, caller) => {
      const token = idempotencyTokenOf(tenantRoutes.createTenant, input, caller);
      const result = await createTenant(deps, caller, input.body, token);
      return 'tenant' in result ? { body: viewTenant(result.tenant) } : rejection(result.outcome);
    },
    listTenants: async ({ query: { cursor, limit } }) =>
      pageReply(await deps.store.listTenants({ cursor, limit }), viewTenant),
    showTenant: async ({ params }) => {
      const tenant = await deps.store.readTenant(params.tenant);
      return tenant ? { body: viewTenant(tenant) } : rejection('not-found');
    },
    updateTenant: async ({ params, body, ifVersion }, caller) => {
      const { rotationFreeze: freeze, ...change } = body;
      const rotationFreeze = freeze && { untilMs: Date.parse(freeze.until), reason: freeze.reason };
      const result = await updateTenant(
        deps,
        caller,
        params.tenant,
        { ...change, rotationFreeze },
        ifVersion,
      );
      return updatedReply(result);
    },
    suspendTenant: async ({ params, ifVersion }, caller) => {
      if (!deps.tenantSuspension) return rejection('tenant-suspension-disabled');
      return updatedReply(await suspendTenant(deps, caller, { id: params.tenant, ifVersion }));
    },
    resumeTenant: async ({ params, ifVersion }, caller) =>
      updatedReply(await resumeTenant(deps, caller, { id: params.tenant, ifVersion })),
  };
}

function updatedReply<const Rejected extends RejectedOutcome>(result: UpdateTenantWithRetryResult<Rejected>) {
  return 'tenant' in result ? { body: viewTenant(result.tenant) } : changeRejection(result);
}
