import type { keyRoutes } from '../../../lib/contracts/http/keys.ts';
import { PROBLEMS, type ProblemCode } from '../../../lib/contracts/http/problem.ts';
import type { RouteResponse } from '../../../lib/contracts/http/route.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { batchesOf } from '../../../lib/core/batches.ts';
import { type RevokeKeyResult, revokeKey } from '../../../lib/core/keys/revoke.ts';
import { UnavailableError, UnexpectedItemError } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandler } from '../../../lib/http/dispatch.ts';
import { changeRejection, type Rejection } from '../../../lib/http/rejection.ts';

type Route = (typeof keyRoutes)['revokeKeys'];
type Result = RouteResponse<Route>['results'][number];

/** Concurrent revocations: a hundred keys take about a second, and no partition of the key table is flooded. */
const PARALLEL = 10;

/**
 * Revokes keys independently of each other, so that a key that cannot be revoked keeps none of the others. Each revocation is the
 * change of `revokeKey` with its own audit event.
 */
export function revokeKeysHandler(deps: UseCaseDeps): RouteHandler<Route, Caller> {
  return async ({ params: { tenant }, body: { keys, reason, endSessions } }, caller) => {
    const results: Result[] = [];
    for (const batch of batchesOf(keys, PARALLEL)) {
      const revoked = batch.map(async ({ id, version: ifVersion }) =>
        resultOf(
          id,
          await tryRevoke(() => revokeKey(deps, caller, { tenant, id, ifVersion }, reason, endSessions)),
        ),
      );
      results.push(...(await Promise.all(revoked)));
    }
    return { body: { results } };
  };
}

async function tryRevoke(
  revoke: () => Promise<RevokeKeyResult>,
): Promise<RevokeKeyResult | Rejection<'unavailable' | 'unreadable-item'>> {
  try {
    return await revoke();
  } catch (error) {
    if (error instanceof UnavailableError) return { problem: 'unavailable' };
    if (error instanceof UnexpectedItemError) return { problem: 'unreadable-item' };
    throw error;
  }
}

function resultOf(id: string, result: Awaited<ReturnType<typeof tryRevoke>>): Result {
  if ('problem' in result) return { id, problem: problemOf(result), cascade: null };
  if ('key' in result) return { id, problem: null, cascade: result.cascade };
  return { id, problem: problemOf(changeRejection(result)), cascade: null };
}

function problemOf({ problem: code, detail }: Rejection<ProblemCode>): Result['problem'] {
  return { code, title: PROBLEMS[code].title, ...(detail !== undefined && { detail }) };
}
