import { createHandler } from '../../../lambdas/public-api/handler.ts';
import type { DescribedConsoleUsers } from '../../../lib/contracts/http/openapi/document.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';
import { expectResponse } from '../../support/expect-contract.ts';
import { type CalledRoute, httpApiEvent } from '../../support/http-api-event.ts';

/** Calls public routes in a deployment whose stores cannot be read. */
export function openCall(profile: Profile, plans = profile.plans, consoleUsers?: DescribedConsoleUsers) {
  const unreadable = () => Promise.reject(new Error('a route for anyone read something'));
  const handler = createHandler({
    profile,
    plans,
    tenantLimits: [],
    consoleUsers,
    trustedHost: 'domain-name',
    lookup: { key: unreadable, session: unreadable, hasTenant: unreadable },
    buckets: { update: unreadable, read: unreadable },
    clock: () => 0,
    stopwatch: () => 0,
    log: () => {},
  });
  return async (
    route: CalledRoute & Pick<Route, 'response'>,
    given: { query?: string; rawPath?: string } = {},
  ) => {
    const reply = await handler(httpApiEvent({ ...given, route, authorizer: undefined }));
    if (reply.statusCode < 400 && route.method !== 'HEAD') expectResponse(route, reply);
    return reply;
  };
}
