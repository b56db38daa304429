import { sessionRoutes } from '../../../lib/contracts/http/sessions.ts';
import { type CreateSessionResult, createSession } from '../../../lib/core/sessions/create.ts';
import { endSession } from '../../../lib/core/sessions/end.ts';
import type { SessionSettings } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import type { KeyHolder } from '../../../lib/http/key-holder.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { changeRejection, rejection } from '../../../lib/http/rejection.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import { noLongerAccepted, valueUnavailable } from '../rejections.ts';

const MS_PER_SECOND = 1000;

export function sessionHandlers(deps: UseCaseDeps): RouteHandlers<typeof sessionRoutes, KeyHolder> {
  return {
    createSession: async (request, { access, caller }) => {
      const token = idempotencyTokenOf(sessionRoutes.createSession, request, caller);
      const { user, permissions, lastsSeconds } = request.body;
      const { permission: requiredPermission } = sessionRoutes.createSession;
      const lastsMs = lastsSeconds * MS_PER_SECOND;
      const { id, tenant } = access.key;
      const key = { id, tenant, generation: access.generation };
      const input = { key, requiredPermission, user, permissions, lastsMs };
      return createdReply(deps, await createSession(deps, caller, input, token));
    },
    listSessions: async ({ query: { cursor, limit } }, { access }) =>
      pageReply(await deps.store.listSessions(access.key, { cursor, limit }), viewSession),
    endSession: async ({ params, ifVersion }, { access, caller }) => {
      const { tenant, id: key } = access.key;
      const result = await endSession(deps, caller, { tenant, key, id: params.sessionId, ifVersion });
      return 'session' in result ? { body: undefined } : changeRejection(result);
    },
  };
}

function viewSession(session: SessionSettings) {
  return {
    id: session.id,
    user: session.user,
    permissions: [...session.permissions],
    createdAt: isoOf(session.createdAtMs),
    expiresAt: isoOf(session.expiresAtMs),
    endedAt: isoOf(session.endedAtMs),
    version: session.version,
  };
}

function createdReply({ profile }: UseCaseDeps, result: CreateSessionResult) {
  switch (result.outcome) {
    case 'created': {
      const { id, endedAt, ...view } = viewSession(result.session);
      return { body: { id, value: result.value, ...view } };
    }
    case 'exceeds-key':
      return {
        problem: 'exceeds-key',
        detail: `Allowed: ${result.allowed.join(', ')}.`,
      } as const;
    case 'value-unavailable':
      return valueUnavailable(result.sessionId);
    case 'key-not-active':
      return noLongerAccepted(profile);
    default:
      return rejection(result.outcome);
  }
}
