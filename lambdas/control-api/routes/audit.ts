import type { auditRoutes } from '../../../lib/contracts/http/audit.ts';
import { readChainState } from '../../../lib/core/audit/chain/state.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { readAuditEvents } from '../../../lib/core/audit/read-events.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewAuditEvent, viewAuditLink, viewBeginning } from '../views.ts';
import { viewChainState } from './chain-state.ts';

/** Each read of the trail is recorded in the trail. If the record cannot be written, nothing is returned. */
export function auditHandlers(deps: ControlApiDeps): RouteHandlers<typeof auditRoutes, Caller> {
  return {
    listAuditLinks: async ({ query: { store, ...page } }) => {
      if (!deps.chain) return { problem: 'audit-chain-disabled' };
      const { table, archive, beginning } = deps.chain;
      const [links, began] = await Promise.all([
        (store === 'archive' ? archive : table)?.listLinks({ cursor: undefined, ...page }),
        beginning.read(),
      ]);
      if (links === 'invalid-cursor') return { problem: 'invalid-cursor' };
      // DynamoDB removes expired links late and in any order. Excluding all expired links leaves no gaps.
      const kept = (links?.items ?? []).filter(({ keptUntilMs }) => keptUntilMs > deps.clock());
      const next = links?.next ?? null;
      return {
        body: {
          ...{ items: kept.map(viewAuditLink), next, archived: archive !== undefined },
          beginning: began ? viewBeginning(began) : null,
        },
      };
    },
    showAuditChain: async ({ params }) => {
      if (!deps.chain) return { problem: 'audit-chain-disabled' };
      const nowMs = deps.clock();
      const [tenant, state] = await Promise.all([
        deps.store.readTenant(params.tenant),
        readChainState(deps.chain.table, nowMs),
      ]);
      return tenant ? { body: viewChainState(state, nowMs) } : rejection('not-found');
    },
    listAuditEvents: async ({ params: { tenant }, query: { cursor, limit, ...selection } }, caller) => {
      const page = await readAuditEvents(deps, caller, tenant, selection, { cursor, limit });
      return page === 'not-found' ? rejection(page) : pageReply(page, viewAuditEvent);
    },
  };
}
