import type { Access } from '../core/access/access.ts';
import type { RoutePermissions } from '../core/access/permissions.ts';
import type { ErrorResponse } from '../core/profiles/profile.ts';
import { isFields } from '../enforcement/event-fields.ts';
import { createFrameworkGuard } from './framework-guard.ts';
import { assertMiddlewareOptions, type GuardMiddlewareOptions } from './options.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** The context variables of guarded handlers: `new Hono<{ Variables: GuardVariables }>()`. */
export interface GuardVariables {
  readonly access: Access;
}

/** The parts of a framework's context that the guard uses. */
export interface GuardedContext {
  readonly req: {
    readonly raw: Request;
    /** The path template of the guarded route, if the framework provides it. */
    readonly routePath?: string;
  };
  /** In a Lambda function, its `event` is the Lambda event. */
  readonly env: unknown;
  set(name: 'access', access: Access): void;
}

export type GuardMiddleware = (
  context: GuardedContext,
  next: () => Promise<void>,
) => Promise<Response | undefined>;

/** @throws Error immediately if an option is invalid or the deployment has permissions of routes */
export function guardMiddleware(
  options: GuardMiddlewareOptions,
  runtime: () => GuardRuntime,
  deployedRoutes: RoutePermissions,
): GuardMiddleware {
  assertMiddlewareOptions(options);
  const decide = createFrameworkGuard(options, runtime, deployedRoutes);

  return async function guarded(context, next) {
    assertContext(context);
    const { req, env } = context;
    const verdict = await decide({
      method: req.raw.method,
      route: req.routePath,
      headers: headersOfRequest(req.raw),
      search: new URL(req.raw.url).search,
      event: isFields(env) ? env.event : undefined,
    });
    if ('denial' in verdict) return responseOf(verdict.denial);
    context.set('access', verdict.access);
    await next();
    return undefined;
  };
}

/** The values of a header of a `Request`, which joins repeated headers. */
export function headersOfRequest({ headers }: Request) {
  return (name: string): readonly string[] => {
    const value = headers.get(name);
    return value === null ? [] : [value];
  };
}

export function responseOf({ status, contentType, headers, body }: ErrorResponse): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': contentType, ...headers } });
}

/** For JavaScript callers of other frameworks, whose types exclude this middleware. */
function assertContext({ req }: { readonly req?: unknown }): void {
  if (isFields(req) && req.raw instanceof Request) return;
  throw new GuardSetupError(
    'guard() is the middleware of Hono. Use expressGuard(), fastifyGuard() or koaGuard() for these frameworks, and ' +
      'fetchGuard(handler) for a handler of a Request.',
  );
}
