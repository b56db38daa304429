import type { Access } from '../../core/access/access.ts';
import { headersOfRequest, responseOf } from '../middleware.ts';
import type { GuardServerOptions } from '../options.ts';
import { createServerGuard, type ServerGuardDeps } from '../server-guard.ts';

/** A handler of a `Request` that is called with the access of an authorized caller. */
export type FetchHandler<Rest extends readonly unknown[]> = (
  request: Request,
  access: Access,
  ...rest: Rest
) => Response | Promise<Response>;

export type GuardedFetch<Rest extends readonly unknown[]> = (
  request: Request,
  ...rest: Rest
) => Promise<Response>;

/** @throws Error immediately if an option is invalid or the deployment does not allow a decision */
export function guardFetch<Rest extends readonly unknown[]>(
  handler: FetchHandler<Rest>,
  options: GuardServerOptions<Request>,
  deps: ServerGuardDeps,
): GuardedFetch<Rest> {
  const decide = createServerGuard(options, deps);
  return async function guarded(request, ...rest) {
    const verdict = await decide({
      method: request.method,
      route: undefined,
      headers: headersOfRequest(request),
      search: new URL(request.url).search,
      event: options.event?.(request),
    });
    return 'denial' in verdict ? responseOf(verdict.denial) : handler(request, verdict.access, ...rest);
  };
}
