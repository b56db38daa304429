import { keyRoutes } from '../../../lib/contracts/http/keys.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { tokenOf } from '../../../lib/http/creation-token.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { msOf } from '../../../lib/http/instants.ts';
import { viewIssuedKey } from '../views.ts';
import { issuedReply, notIssuedReply } from './issued-reply.ts';
import { keyName } from './key-name.ts';

type IssuingRoutes = Pick<typeof keyRoutes, 'createKey' | 'renewKey' | 'replaceKey'>;

/** The routes that answer with a value. */
export function issuingHandlers(deps: UseCaseDeps): RouteHandlers<IssuingRoutes, Caller> {
  return {
    createKey: async (request, caller) => {
      const { tenant } = request.params;
      const { expiresAt, expiresInSeconds, ...settings } = request.body;
      const expiresAtMs = expiresAt === undefined ? undefined : msOf(expiresAt);
      const lifetimeMs = expiresInSeconds === undefined ? undefined : expiresInSeconds * 1000;
      const token = tokenOf(keyRoutes.createKey, request, caller);
      return issuedReply(
        deps,
        tenant,
        await issueKey(deps, caller, { tenant, ...settings, expiresAtMs, lifetimeMs }, token),
      );
    },
    renewKey: async (request, caller) => {
      const token = tokenOf(keyRoutes.renewKey, request, caller);
      const name = keyName(request);
      return issuedReply(deps, name.tenant, await renewKey(deps, caller, name, token));
    },
    replaceKey: async (request, caller) => {
      const token = tokenOf(keyRoutes.replaceKey, request, caller);
      const name = keyName(request);
      const result = await replaceKey(deps, caller, name, token);
      if (result.outcome !== 'issued') return notIssuedReply(deps, name.tenant, result);
      return { body: { ...viewIssuedKey(result.key, result.value), cascade: result.cascade } };
    },
  };
}
