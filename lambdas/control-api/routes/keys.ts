import type * as z from 'zod';
import type { keyRoutes } from '../../../lib/contracts/http/keys.ts';
import type { RejectedOutcome } from '../../../lib/contracts/http/problem.ts';
import { readKeyStatuses } from '../../../lib/core/access/read-statuses.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { deleteKey, restoreKey } from '../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { findKeys, type KeyQuery } from '../../../lib/core/keys/find.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import type { UpdateWithRetryResult } from '../../../lib/core/keys/update-key-with-retry.ts';
import { countLiveSessions } from '../../../lib/core/sessions/count-live.ts';
import { UnavailableError, UnexpectedItemError } from '../../../lib/core/store.ts';
import { readLastUses } from '../../../lib/core/usage/last-uses.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { pageReply } from '../../../lib/http/page-reply.ts';
import { changeRejection, rejection } from '../../../lib/http/rejection.ts';
import { msOf, timeSpan } from '../../../lib/http/timestamps.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewKey, viewKeyWithDescendants, viewLiveSessions } from '../views.ts';
import { issuingHandlers } from './issue-keys.ts';
import { unknownPermission } from './issued-reply.ts';
import { keyName } from './key-name.ts';
import { readRequestsByDay } from './requests-by-day.ts';
import { revokeKeysHandler } from './revoke-keys.ts';
import { USAGE_DISABLED } from './usage.ts';

export function keyHandlers(deps: ControlApiDeps): RouteHandlers<typeof keyRoutes, Caller> {
  return {
    ...issuingHandlers(deps),
    listKeys: async ({ params, query }) => {
      const isByUse = query.neverUsed !== undefined || query.unusedSince !== undefined;
      if (isByUse && !deps.usage) return USAGE_DISABLED;
      const [tenant, page] = await Promise.all([
        deps.store.readTenant(params.tenant),
        findKeys({ ...deps, usage: deps.usage?.store }, params.tenant, keyQueryOf(query)),
      ]);
      if (!tenant) return rejection('not-found');
      const found = page === 'invalid-cursor' ? [] : page.items.map(({ key }) => key);
      const requestsOf = await readRequestsByDay(deps, found, query.usageDays);
      return pageReply(page, ({ key, status, lastUsedAtMs }) => ({
        ...viewKey(key, status, lastUsedAtMs),
        ...requestsOf(key),
      }));
    },
    findKey: async ({ params }) => showKey(deps, params.key, () => true),
    showKey: async ({ params }) => showKey(deps, params.key, ({ tenant }) => tenant === params.tenant),
    updateKey: async (input, caller) => {
      const { expiresAt, expiresInSeconds, ...change } = input.body;
      const expiresAtMs = expiresAt === undefined ? undefined : msOf(expiresAt);
      const expiresInMs = expiresInSeconds === undefined ? undefined : expiresInSeconds * 1000;
      const result = await updateKey(deps, caller, keyName(input), { ...change, expiresAtMs, expiresInMs });
      return result.outcome === 'unknown-permission'
        ? unknownPermission(deps.profile)
        : keyReply(deps, result);
    },
    disableKey: async (input, caller) => keyReply(deps, await disableKey(deps, caller, keyName(input))),
    enableKey: async (input, caller) => keyReply(deps, await enableKey(deps, caller, keyName(input))),
    deleteKey: async (input, caller) => endedReply(deps, await deleteKey(deps, caller, keyName(input))),
    restoreKey: async (input, caller) => keyReply(deps, await restoreKey(deps, caller, keyName(input))),
    revokeKey: async (input, caller) => {
      const { reason, endSessions } = input.body;
      const result = await revokeKey(deps, caller, keyName(input), reason, endSessions);
      if (!('key' in result)) return changeRejection(result);
      const { key, cascade } = result;
      return { body: { ...viewKey(key, key.status), ...(await liveSessions(deps, key)), cascade } };
    },
    revokeKeys: revokeKeysHandler(deps),
  };
}

function keyQueryOf({
  cursor,
  limit,
  sort,
  createdFrom,
  createdBefore,
  expiresFrom,
  expiresBefore,
  neverUsed,
  unusedSince,
  usageDays: _,
  ...filter
}: z.output<typeof keyRoutes.listKeys.query>): KeyQuery {
  return {
    ...{ cursor, limit, order: sort },
    filter: {
      ...filter,
      created: spanOf(createdFrom, createdBefore),
      expires: spanOf(expiresFrom, expiresBefore),
      neverUsed: neverUsed !== undefined,
      unusedSinceMs: unusedSince === undefined ? undefined : Date.parse(unusedSince),
    },
  };
}

/** Undefined if no bound is set: a span of the expiry excludes keys without expiry. */
function spanOf(from: string | undefined, before: string | undefined) {
  return from === undefined && before === undefined ? undefined : timeSpan(from, before);
}

async function showKey(deps: ControlApiDeps, id: string, isReachable: (key: Key) => boolean) {
  const [key, descendants] = await Promise.all([deps.store.readKey(id), deps.store.readDescendants(id)]);
  if (!key || !isReachable(key)) return rejection('not-found');
  const [statusOf, lastUsedAt] = await Promise.all([
    readKeyStatuses(deps, [key]),
    readLastUses(deps.usage?.store, [key], deps.clock),
  ]);
  const view = viewKeyWithDescendants(key, statusOf(key), descendants, lastUsedAt(key.id));
  return { body: { ...view, ...(await liveSessions(deps, key)) } };
}

/** The key has already ended. A failed session count must not make the request appear failed. */
async function liveSessions(deps: ControlApiDeps, key: Key) {
  try {
    return viewLiveSessions(await countLiveSessions(deps, key));
  } catch (error) {
    if (error instanceof UnavailableError || error instanceof UnexpectedItemError) return {};
    throw error;
  }
}

async function endedReply<const Rejected extends RejectedOutcome>(
  deps: ControlApiDeps,
  result: UpdateWithRetryResult<Rejected>,
) {
  if (!('key' in result)) return changeRejection(result);
  const { key } = result;
  // The status of a deleted or revoked key does not depend on its owner, so the owner is not read.
  return { body: { ...viewKey(key, key.status), ...(await liveSessions(deps, key)) } };
}

async function keyReply<const Rejected extends RejectedOutcome>(
  deps: ControlApiDeps,
  result: UpdateWithRetryResult<Rejected>,
) {
  if (!('key' in result)) return changeRejection(result);
  const statusOf = await readKeyStatuses(deps, [result.key]);
  return { body: viewKey(result.key, statusOf(result.key)) };
}
