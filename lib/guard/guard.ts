import { deployedRoutes } from '../contracts/environment/access.ts';
import type { Access } from '../core/access/access.ts';
import { type ExpressGuard, type ExpressRequest, guardExpress } from './frameworks/express.ts';
import { type FastifyGuard, type FastifyRequestLike, guardFastify } from './frameworks/fastify.ts';
import { type FetchHandler, type GuardedFetch, guardFetch } from './frameworks/fetch.ts';
import { guardKoa, type KoaContext, type KoaGuard } from './frameworks/koa.ts';
import {
  type AccessHandler,
  type AnyHandler,
  type GuardedHandler,
  type GuardReply,
  guardHandler,
} from './guarded-handler.ts';
import { type GuardMiddleware, guardMiddleware } from './middleware.ts';
import type { GuardHandlerOptions, GuardMiddlewareOptions, GuardServerOptions } from './options.ts';
import { withProbeReply } from './probes.ts';
import { processRuntime } from './runtime.ts';
import type { ServerGuardDeps } from './server-guard.ts';

export type { Access } from '../core/access/access.ts';
export type { ExpressGuard } from './frameworks/express.ts';
export type { FastifyGuard } from './frameworks/fastify.ts';
export type { FetchHandler, GuardedFetch } from './frameworks/fetch.ts';
export type { KoaGuard } from './frameworks/koa.ts';
export type { AccessHandler, GuardedHandler, GuardReply } from './guarded-handler.ts';
export type { GuardedContext, GuardMiddleware, GuardVariables } from './middleware.ts';
export type { GuardHandlerOptions, GuardMiddlewareOptions, GuardServerOptions } from './options.ts';
export { accessOf } from './server-guard.ts';

/**
 * Enforces API keys in the process of the service. Use it for responses that API Gateway cannot return (a body per
 * cause, 404 for an unknown tenant, 401 on HTTP APIs), and for services without API Gateway. It makes the same decisions
 * as the authorizer, writes the same decision line, and returns the error responses of the profile. `keys.guard(fn)`
 * connects the function to its deployment.
 *
 * Without a handler it returns a middleware for a framework that routes `Request`s, such as Hono. Handlers read the
 * access of the caller with `c.get('access')`.
 *
 * @throws Error immediately if an option is invalid or `keys.guard()` has permissions of routes
 */
export function guard(options?: GuardMiddlewareOptions): GuardMiddleware;
/**
 * Guards the handler of a function behind a REST API, an HTTP API, a function URL or an application load balancer.
 * The handler is called with `(event, access, context)`.
 *
 * @throws Error immediately if an option is invalid
 */
export function guard<Event, Context, Result>(
  handler: AccessHandler<Event, Context, Result>,
  options?: GuardHandlerOptions & { readonly open?: undefined },
): GuardedHandler<Event, Context, Result>;
/** Guards a handler with open routes, on which the handler is called without access. */
export function guard<Event, Context, Result>(
  handler: AccessHandler<Event, Context, Result, Access | undefined>,
  options: GuardHandlerOptions,
): GuardedHandler<Event, Context, Result>;
export function guard<Event, Context, Result>(
  first: AnyHandler<Event, Context, Result> | GuardMiddlewareOptions = {},
  options: GuardHandlerOptions = {},
): GuardMiddleware | GuardedHandler<Event, Context, Result> {
  return typeof first === 'function'
    ? guardHandler(first, options, processRuntime)
    : guardMiddleware(first, processRuntime, deployedRoutes(process.env));
}

/**
 * Makes a middleware of Express, for the application, a router or a route: `app.get('/orders', expressGuard(), …)`. Handlers read
 * the access of the caller with `accessOf(request)`.
 *
 * @throws Error immediately if an option is invalid or the deployment does not allow a decision
 */
export function expressGuard(options: GuardServerOptions<ExpressRequest> = {}): ExpressGuard {
  return guardExpress(options, processDeps());
}

/**
 * Makes a hook of Fastify, for the application or a route: `app.addHook('onRequest', fastifyGuard())`. Handlers read the access of
 * the caller with `accessOf(request)`.
 *
 * @throws Error immediately if an option is invalid or the deployment does not allow a decision
 */
export function fastifyGuard(options: GuardServerOptions<FastifyRequestLike> = {}): FastifyGuard {
  return guardFastify(options, processDeps());
}

/**
 * Makes a middleware of Koa: `app.use(koaGuard())`. Later middleware reads the access of the caller with `accessOf(context)`.
 *
 * @throws Error immediately if an option is invalid or the deployment does not allow a decision
 */
export function koaGuard(options: GuardServerOptions<KoaContext> = {}): KoaGuard {
  return guardKoa(options, processDeps());
}

/**
 * Guards a handler of a `Request`, such as a route handler of Next.js. The handler is called with the request, the access of the
 * caller, and the other arguments of the framework: `export const GET = fetchGuard(async (request, access) => …)`.
 *
 * @throws Error immediately if an option is invalid or the deployment does not allow a decision
 */
export function fetchGuard<Rest extends readonly unknown[]>(
  handler: FetchHandler<Rest>,
  options: GuardServerOptions<Request> = {},
): GuardedFetch<Rest> {
  return guardFetch(handler, options, processDeps());
}

function processDeps(): ServerGuardDeps {
  return {
    runtime: processRuntime,
    deployedRoutes: deployedRoutes(process.env),
    isFunction: process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined,
  };
}

/**
 * Makes the Lambda handler of a framework reply to the probes that verify log delivery every minute:
 * `export const handler = replyToProbes(handle(app))`. A handler of `guard(handler)` already replies to them.
 */
export function replyToProbes<Event, Context, Result>(
  handler: (event: Event, context: Context) => Result | Promise<Result>,
): (event: Event, context: Context) => Promise<Result | GuardReply> {
  return withProbeReply(handler, () => processRuntime().write);
}
