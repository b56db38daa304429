import { openRoutes } from '../../lib/contracts/http/open.ts';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { publicRoutes } from '../../lib/contracts/http/public.ts';
import { createDispatcher, endpointsOf } from '../../lib/http/dispatch.ts';
import { keyHolder } from './key-holder.ts';

export interface PublicApiDeps {
  /** Told of what failed on our side, one line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the Lambda handler of the routes for key holders and for anyone. It has no data but what the
 * authorizer hands on.
 */
export function createHandler({ log }: PublicApiDeps) {
  return createDispatcher([...forKeyHolders(), ...forAnyone()], log);
}

function forKeyHolders() {
  return endpointsOf({
    routes: publicRoutes,
    handlers: {
      ping: async (_input, { tenant, keyId }) => ({ body: { status: 'ok' as const, tenant, keyId } }),
    },
    identify: keyHolder,
  });
}

function forAnyone() {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return endpointsOf({
    routes: openRoutes,
    handlers: {
      openApi: async () => {
        // Made when first asked for: a start that is to answer a key holder doesn't wait for it.
        document ??= openApiDocument();
        return { body: document };
      },
    },
    identify: () => 'anyone',
  });
}
