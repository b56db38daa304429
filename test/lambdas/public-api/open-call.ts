import { createHandler } from '../../../lambdas/public-api/handler.ts';
import type { DescribedPeople } from '../../../lib/contracts/http/openapi/document.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';
import { type CalledRoute, httpApiEvent } from '../../support/http-api-event.ts';

/** Calls routes for anyone, in a deployment where nothing can be read. */
export function openCall(profile: Profile, plans = profile.plans, people?: DescribedPeople) {
  const unreadable = () => Promise.reject(new Error('a route for anyone read something'));
  const handler = createHandler({
    profile,
    plans,
    people,
    trustedHost: 'domain-name',
    lookUp: { key: unreadable, session: unreadable, hasTenant: unreadable },
    clock: () => 0,
    stopwatch: () => 0,
    log: () => {},
  });
  return (route: CalledRoute, given: { query?: string; rawPath?: string } = {}) =>
    handler(httpApiEvent({ ...given, route, authorizer: undefined }));
}
