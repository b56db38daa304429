import { selfServiceRoutes } from '../../lib/contracts/http/key-holder-routes.ts';
import type { UsageStore } from '../../lib/core/usage/usage-store.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import type { AccessCheckDeps } from '../../lib/enforcement/access-check.ts';
import { createKeyHolderCheck } from '../../lib/enforcement/key-holder-check.ts';
import { createDispatcher, endpointsOf, withHead } from '../../lib/http/dispatch.ts';
import { keyHolders } from '../../lib/http/key-holder.ts';
import { ownKeyHandlers } from './routes/own-keys.ts';
import { sessionHandlers } from './routes/sessions.ts';

export interface SelfServiceDeps
  extends UseCaseDeps,
    Pick<AccessCheckDeps, 'trustedHost' | 'tenantLimits' | 'lookup' | 'buckets' | 'stopwatch'> {
  /** The usage store; undefined if usage tracking is not enabled. */
  readonly usage: UsageStore | undefined;
  /** Writes one line per decision and per internal error. */
  readonly log: (line: string) => void;
}

/** Makes the Lambda handler of the routes on which key holders manage their own keys and sessions. */
export function createHandler(deps: SelfServiceDeps) {
  const check = createKeyHolderCheck({ ...deps, write: deps.log });
  const endpoints = endpointsOf({
    ...keyHolders(check, deps.profile),
    routes: selfServiceRoutes,
    handlers: { ...ownKeyHandlers(deps), ...sessionHandlers(deps) },
  });
  return createDispatcher(withHead(endpoints), deps.log);
}
