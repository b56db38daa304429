import { keyRoutes } from '../../../lib/contracts/http/keys.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { type ReplaceKeyResult, renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import { msOf } from '../../../lib/http/timestamps.ts';
import { viewIssuedKey } from '../views.ts';
import { type IssuingDeps, issuedReply, notIssuedReply } from './issued-reply.ts';
import { keyName } from './key-name.ts';

type IssuingRoutes = Pick<typeof keyRoutes, 'createKey' | 'renewKey' | 'replaceKey'>;

/** The routes that return the value of a key. */
export function issuingHandlers(deps: IssuingDeps): RouteHandlers<IssuingRoutes, Caller> {
  return {
    createKey: async (request, caller) => {
      const { tenant } = request.params;
      const { expiresAt, expiresInSeconds, ...settings } = request.body;
      const expiresAtMs = expiresAt === undefined ? undefined : msOf(expiresAt);
      const expiresInMs = expiresInSeconds === undefined ? undefined : expiresInSeconds * 1000;
      const token = idempotencyTokenOf(keyRoutes.createKey, request, caller);
      return issuedReply(
        deps,
        tenant,
        await issueKey(deps, caller, { tenant, ...settings, expiresAtMs, expiresInMs }, token),
      );
    },
    renewKey: async (request, caller) => {
      const token = idempotencyTokenOf(keyRoutes.renewKey, request, caller);
      const name = keyName(request);
      return issuedReply(deps, name.tenant, await renewKey(deps, caller, name, token));
    },
    replaceKey: async (request, caller) => {
      const token = idempotencyTokenOf(keyRoutes.replaceKey, request, caller);
      const name = keyName(request);
      const result = await replaceKey(deps, caller, name, token);
      if (result.outcome === 'revoked') return alreadyRevoked(result);
      if (result.outcome !== 'issued') return notIssuedReply(deps, name.tenant, result);
      return { body: { ...viewIssuedKey(deps, result), cascade: result.cascade } };
    },
  };
}

/** Why a revoked key is not replaced, and what to do instead. */
function alreadyRevoked({ successors }: Extract<ReplaceKeyResult, { outcome: 'revoked' }>) {
  const detail =
    successors.length > 0
      ? `Its successors are: ${successors.join(', ')}. If the value of a successor is lost, replace that successor.`
      : 'To issue a key with its settings, renew it. To end the keys that were created with it, revoke it as compromised.';
  return { ...rejection('revoked'), detail };
}
