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
 * Keeps out whoever has no key, in the process of the service itself: for what API Gateway can't answer (a body per
 * cause, 404 for an unknown tenant, 401 on HTTP APIs) and for what stands behind something else. Decides as the
 * authorizer does, writes the same decision line, and answers refusals with the profile's own status and body. The
 * function is told of its deployment by `keys.guard(fn)`.
 *
 * Without a handler it makes a middleware for a framework that routes `Request`s, as Hono does. Handlers find who was
 * let in by `c.get('access')`.
 *
 * @throws Error if an option is wrong or `keys.guard()` names permissions of routes, at once
 */
export function guard(options?: GuardMiddlewareOptions): GuardMiddleware;
/**
 * Guards the handler of a function behind a REST API, an HTTP API, a function URL or an application load balancer.
 * It is called with `(event, access, context)`.
 *
 * @throws Error if an option is wrong, at once
 */
export function guard<Event, Context, Result>(
  handler: AccessHandler<Event, Context, Result>,
  options?: GuardHandlerOptions & { readonly open?: undefined },
): GuardedHandler<Event, Context, Result>;
/** The same with open routes, on which the handler is called without access. */
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
 * Lets the Lambda of a framework answer the probe that shows each minute that its decisions are recorded:
 * `export const handler = answerProbes(handle(app))`. A handler that `guard()` guards answers it by itself.
 */
export function replyToProbes<Event, Context, Result>(
  handler: (event: Event, context: Context) => Result | Promise<Result>,
): (event: Event, context: Context) => Promise<Result | GuardReply> {
  return withProbeReply(handler, () => processRuntime().write);
}
