import { publicRoutes } from '../../lib/contracts/http/public.ts';
import { createDispatcher } from '../../lib/http/dispatch.ts';
import { keyHolder } from './key-holder.ts';

export interface PublicApiDeps {
  /** Told of what failed on our side, one line each. */
  readonly log: (line: string) => void;
}

/** Makes the Lambda handler of the routes for key holders. It has no data but what the authorizer hands on. */
export function createHandler({ log }: PublicApiDeps) {
  return createDispatcher({
    routes: publicRoutes,
    handlers: {
      ping: async (_input, { tenant, keyId }) => ({ body: { status: 'ok' as const, tenant, keyId } }),
    },
    identify: keyHolder,
    log,
  });
}
