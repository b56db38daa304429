import type { keyRoutes } from '../../../lib/contracts/http/keys.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { changeKey } from '../../../lib/core/keys/change.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import type { TransitionResult } from '../../../lib/core/keys/transition.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { msOf } from '../instants.ts';
import { pageReply } from '../page-reply.ts';
import { type RefusedOutcome, refusal } from '../refusals.ts';
import { viewKey } from '../views.ts';
import { createKeyHandler } from './create-key.ts';

export function keyHandlers(deps: UseCaseDeps): RouteHandlers<typeof keyRoutes, Caller> {
  return {
    createKey: createKeyHandler(deps),
    listKeys: async ({ params, query: { cursor, limit } }) => {
      const [tenant, page] = await Promise.all([
        deps.store.readTenant(params.tenant),
        deps.store.listKeys(params.tenant, { cursor, limit }),
      ]);
      return tenant ? pageReply(page, viewKey) : refusal('not-found');
    },
    showKey: async ({ params }) => {
      const key = await deps.store.readKey(params.key);
      return key?.tenant === params.tenant ? { body: viewKey(key) } : refusal('not-found');
    },
    changeKey: async ({ params, body: { expiresAt, ...change } }, caller) => {
      const expiresAtMs = expiresAt === undefined ? undefined : msOf(expiresAt);
      return keyReply(await changeKey(deps, caller, keyName(params), { ...change, expiresAtMs }));
    },
    disableKey: async ({ params }, caller) => keyReply(await disableKey(deps, caller, keyName(params))),
    enableKey: async ({ params }, caller) => keyReply(await enableKey(deps, caller, keyName(params))),
    revokeKey: async ({ params, body }, caller) =>
      keyReply(await revokeKey(deps, caller, keyName(params), body.reason)),
  };
}

function keyName({ tenant, key }: { readonly tenant: string; readonly key: string }) {
  return { tenant, id: key };
}

function keyReply<const Refused extends RefusedOutcome>(result: TransitionResult<Refused>) {
  return 'key' in result ? { body: viewKey(result.key) } : refusal(result.outcome);
}
