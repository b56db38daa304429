import type { GuardServerOptions } from '../options.ts';
import { createServerGuard, type ServerGuardDeps, setAccess } from '../server-guard.ts';
import { headersOfNode, type NodeRequest, searchOf } from './node-request.ts';

/** The parts of a request of Express that the guard uses. */
export interface ExpressRequest extends NodeRequest {
  readonly route?: { readonly path?: unknown } | undefined;
}

/** The parts of a response of Express that the guard uses. */
export interface ExpressResponse {
  status(code: number): unknown;
  set(fields: Record<string, string>): unknown;
  end(body: string): unknown;
}

export type ExpressGuard = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/** @throws Error immediately if an option is invalid or the deployment does not allow a decision */
export function guardExpress(
  options: GuardServerOptions<ExpressRequest>,
  deps: ServerGuardDeps,
): ExpressGuard {
  const decide = createServerGuard(options, deps);
  return async function guarded(request, response, next) {
    try {
      const path = request.route?.path;
      const verdict = await decide({
        method: request.method ?? '',
        // Without the path of a mounted router, which has the values of its parameters.
        route: typeof path === 'string' ? path : undefined,
        headers: headersOfNode(request),
        search: searchOf(request),
        event: options.event?.(request),
      });
      if ('denial' in verdict) {
        const { status, contentType, headers, body } = verdict.denial;
        response.status(status);
        response.set({ 'Content-Type': contentType, ...headers });
        response.end(JSON.stringify(body));
        return;
      }
      setAccess(request, verdict.access);
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}
