import { ownKeyRoutes } from '../../../lib/contracts/http/self-service-keys.ts';
import { type CreateChildResult, createChildKey } from '../../../lib/core/keys/create-child.ts';
import type { Key, KeySettings } from '../../../lib/core/keys/key.ts';
import { deleteOwnKey, listOwnKeys } from '../../../lib/core/keys/self-service.ts';
import { readAllLastUses } from '../../../lib/core/usage/last-uses.ts';
import type { UsageStore } from '../../../lib/core/usage/usage-store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import type { KeyHolder } from '../../../lib/http/key-holder.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import { noLongerAccepted, valueUnavailable } from '../rejections.ts';

export interface OwnKeyDeps extends UseCaseDeps {
  /** The usage store; undefined if usage tracking is not enabled. */
  readonly usage: UsageStore | undefined;
}

/** The members of the responses have the documented order. */
export function ownKeyHandlers(deps: OwnKeyDeps): RouteHandlers<typeof ownKeyRoutes, KeyHolder> {
  return {
    listOwnKeys: async (_input, { access }) => {
      const keys = await listOwnKeys(deps.store, access.key);
      const lastUsedAt = await readAllLastUses(deps.usage, keys, deps.clock);
      return { body: keys.map((key) => viewOwnKey(key, lastUsedAt(key.id))) };
    },
    createOwnKey: async (request, { access, caller }) => {
      const token = idempotencyTokenOf(ownKeyRoutes.createOwnKey, request, caller);
      const { permission: requiredPermission } = ownKeyRoutes.createOwnKey;
      const { id, tenant } = access.key;
      const parent = { id, tenant, generation: access.generation };
      const input = { parent, requiredPermission, name: request.body.name };
      return issuedReply(deps, access.key, await createChildKey(deps, caller, input, token));
    },
    deleteOwnKey: async ({ params }, { access, caller }) => {
      const { outcome } = await deleteOwnKey(deps, caller, access.key, params.keyId);
      return outcome === 'done' ? { body: undefined } : rejection(outcome);
    },
  };
}

function viewOwnKey({ id, name, createdAtMs }: KeySettings, lastUsedAtMs: number | null) {
  return { id, name, createdAt: isoOf(createdAtMs), lastUsedAt: isoOf(lastUsedAtMs) };
}

function issuedReply({ profile }: UseCaseDeps, { tenant }: Key, result: CreateChildResult) {
  switch (result.outcome) {
    case 'issued': {
      const { id, name, createdAtMs } = result.key;
      return { body: { id, name, key: result.value, createdAt: isoOf(createdAtMs) } };
    }
    case 'value-unavailable':
      return { ...valueUnavailable(result.keyId), key: { tenant, id: result.keyId } };
    case 'key-not-active':
    case 'owner-deactivated':
    case 'owner-not-found':
      return noLongerAccepted(profile);
    default:
      return rejection(result.outcome);
  }
}
