import { readingRoutes } from '../../lib/contracts/http/key-holder-routes.ts';
import { type DescribedConsoleUsers, openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { publicRoutes } from '../../lib/contracts/http/public-routes.ts';
import type { BucketReader, BucketStore } from '../../lib/core/limits/bucket.ts';
import { readBudgets } from '../../lib/core/limits/budgets.ts';
import { limitedBuckets } from '../../lib/core/limits/limited-buckets.ts';
import { userIdOf } from '../../lib/core/owners/user-id.ts';
import type { AccessCheckDeps } from '../../lib/enforcement/access-check.ts';
import { createKeyHolderCheck } from '../../lib/enforcement/key-holder-check.ts';
import { viewBudgets } from '../../lib/http/budget-view.ts';
import { createDispatcher, endpointsOf, withHead } from '../../lib/http/dispatch.ts';
import { keyHolders } from '../../lib/http/key-holder.ts';
import { problemReply } from '../../lib/http/reply.ts';
import { viewProfile } from './profile.ts';

export interface PublicApiDeps
  extends Pick<
    AccessCheckDeps,
    'profile' | 'plans' | 'tenantLimits' | 'trustedHost' | 'lookup' | 'clock' | 'stopwatch'
  > {
  readonly buckets: BucketStore & BucketReader;
  /** The console users; undefined if the console is not enabled. */
  readonly consoleUsers?: DescribedConsoleUsers | undefined;
  /** Writes one line per decision and per internal error. */
  readonly log: (line: string) => void;
}

/** Makes the Lambda handler of the read-only routes for key holders and of the public routes. */
export function createHandler(deps: PublicApiDeps) {
  return createDispatcher(withHead([...keyHolderEndpoints(deps), ...publicEndpoints(deps)]), deps.log);
}

function keyHolderEndpoints({ log, ...deps }: PublicApiDeps) {
  const check = createKeyHolderCheck({ ...deps, write: log });
  return endpointsOf({
    ...keyHolders(check, deps.profile),
    routes: readingRoutes,
    handlers: {
      ping: async (_input, { access: { key } }) => ({
        body: { status: 'ok' as const, tenant: key.tenant, keyId: key.id },
      }),
      whoAmI: async (_input, { access: { key } }) => ({
        body: { id: userIdOf({ tenant: key.tenant, id: key.owner }) },
      }),
      showOwnLimits: async (_input, { access }) => ({
        body: viewBudgets(await readBudgets(deps, limitedBuckets(access, deps))),
      }),
    },
  });
}

function publicEndpoints({ profile, plans, consoleUsers }: PublicApiDeps) {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return endpointsOf({
    authenticate: () => ({ identity: 'anyone' }),
    reject: problemReply,
    routes: publicRoutes,
    handlers: {
      openApi: async () => {
        // Generated on the first request, so that cold starts for key holders do not wait for it.
        document ??= openApiDocument(profile, consoleUsers);
        return { body: document };
      },
      profile: async () => ({ body: viewProfile(profile, plans) }),
    },
  });
}
