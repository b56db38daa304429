import type { keySessionRoutes } from '../../../lib/contracts/http/key-sessions.ts';
import { readSessionStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { endSession } from '../../../lib/core/sessions/end.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { changeRejection, rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewKeySession } from '../views.ts';

/** Sessions can outlive their key, so the sessions of ended keys are also listed and can be ended. */
export function keySessionHandlers(deps: ControlApiDeps): RouteHandlers<typeof keySessionRoutes, Caller> {
  return {
    listKeySessions: async ({ params: { tenant, key: id }, query: { cursor, limit } }) => {
      const [key, page] = await Promise.all([
        deps.store.readKey(id),
        deps.store.listSessions({ tenant, id }, { cursor, limit }),
      ]);
      if (key?.tenant !== tenant) return rejection('not-found');
      const statusOf = await readSessionStatuses(deps, key);
      return pageReply(page, (session) => viewKeySession(session, statusOf(session)));
    },
    endKeySession: async ({ params: { tenant, key, session: id }, ifVersion }, caller) => {
      const result = await endSession(deps, caller, { tenant, key, id, ifVersion });
      if (!('session' in result)) return changeRejection(result);
      return { body: viewKeySession(result.session, 'ended') };
    },
  };
}
