import { deployedRoutes } from '../contracts/environment/access.ts';
import type { Access } from '../core/access/access.ts';
import {
  type AccessHandler,
  type AnyHandler,
  type GuardedHandler,
  type GuardReply,
  guardHandler,
} from './guarded-handler.ts';
import { type GuardMiddleware, guardMiddleware } from './middleware.ts';
import type { GuardHandlerOptions, GuardMiddlewareOptions } from './options.ts';
import { withProbeReply } from './probes.ts';
import { processRuntime } from './runtime.ts';

export type { Access } from '../core/access/access.ts';
export type { AccessHandler, GuardedHandler, GuardReply } from './guarded-handler.ts';
export type { GuardedContext, GuardMiddleware, GuardVariables } from './middleware.ts';
export type { GuardHandlerOptions, GuardMiddlewareOptions } from './options.ts';

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
 * Makes the Lambda handler of a framework reply to the probes that verify log delivery every minute:
 * `export const handler = replyToProbes(handle(app))`. A handler of `guard(handler)` already replies to them.
 */
export function replyToProbes<Event, Context, Result>(
  handler: (event: Event, context: Context) => Result | Promise<Result>,
): (event: Event, context: Context) => Promise<Result | GuardReply> {
  return withProbeReply(handler, () => processRuntime().write);
}
