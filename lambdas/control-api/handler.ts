import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { createDispatcher, endpointsOf } from '../../lib/http/dispatch.ts';
import { iamCaller } from '../../lib/http/iam-caller.ts';
import { problemReply } from '../../lib/http/reply.ts';
import { keySessionHandlers } from './routes/key-sessions.ts';
import { keyHandlers } from './routes/keys.ts';
import { ownerHandlers } from './routes/owners.ts';
import { tenantHandlers } from './routes/tenants.ts';
import { verifyHandlers } from './routes/verify.ts';

export interface ControlApiDeps extends UseCaseDeps {
  /** Told of what failed on our side, one line each. */
  readonly log: (line: string) => void;
}

/** Makes the Lambda handler of the admin surface. Callers are IAM principals that the gateway checked. */
export function createHandler(deps: ControlApiDeps) {
  const endpoints = endpointsOf({
    routes: adminRoutes,
    handlers: {
      ...tenantHandlers(deps),
      ...ownerHandlers(deps),
      ...keyHandlers(deps),
      ...keySessionHandlers(deps),
      ...verifyHandlers(deps),
    },
    identify: iamCaller,
    refuse: problemReply,
  });
  return createDispatcher(endpoints, deps.log);
}
