import type { Access } from '../core/access/access.ts';
import { UNKNOWN_ADDRESS } from '../core/access/source-address.ts';
import type { RefusalFace } from '../core/profiles/profile.ts';
import type { IncomingRequest } from '../enforcement/access-check.ts';
import { isFields } from '../enforcement/event-fields.ts';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.ts';
import { readLambdaEvent } from './lambda-event.ts';
import { assertMiddlewareOptions, type GuardMiddlewareOptions } from './options.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** What guarded handlers find in their framework's context: `new Hono<{ Variables: GuardVariables }>()`. */
export interface GuardVariables {
  readonly access: Access;
}

/** What the guard needs of a framework's context. */
export interface GuardedContext {
  readonly req: {
    readonly raw: Request;
    /** The template of the route on which the guard stands, where the framework tells it. */
    readonly routePath?: string;
  };
  /** Holds the event of the Lambda, in `event`, where the framework runs in one. */
  readonly env: unknown;
  set(name: 'access', access: Access): void;
}

export type GuardMiddleware = (
  context: GuardedContext,
  next: () => Promise<void>,
) => Promise<Response | undefined>;

/** @throws Error if an option is wrong, at once */
export function guardMiddleware(
  options: GuardMiddlewareOptions,
  runtime: () => GuardRuntime,
): GuardMiddleware {
  assertMiddlewareOptions(options);
  let gatekeeper: Gatekeeper | undefined;

  return async function guarded(context, next) {
    gatekeeper ??= createGatekeeper(withoutRoutes(runtime()), options);
    const verdict = await gatekeeper(requestOf(context));
    if ('refusal' in verdict) return responseOf(verdict.refusal);
    context.set('access', verdict.access);
    await next();
    return undefined;
  };
}

/** A framework routes by itself: what an API's route needs, a request to another of its routes could get around. */
function withoutRoutes(runtime: GuardRuntime): GuardRuntime {
  const named = Object.keys(runtime.routes);
  if (named.length === 0) return runtime;
  throw new GuardSetupError(
    `keys.guard() names permissions of routes (${named.join(', ')}), which a framework's own routing can get around; ` +
      "name them where the framework routes instead: guard({ permission: 'orders:read' })",
  );
}

/** In a Lambda its event tells the request as the gateway saw it; a `Request` can tell only what the caller wrote. */
function requestOf({ req, env }: GuardedContext): IncomingRequest {
  if (isFields(env) && env.event !== undefined) return readLambdaEvent(env.event);
  const { method, headers } = req.raw;
  return {
    method,
    route: req.routePath ?? '$default',
    requestId: undefined,
    sourceAddress: UNKNOWN_ADDRESS,
    headers: (name) => {
      const value = headers.get(name);
      return value === null ? [] : [value];
    },
    domainName: undefined,
  };
}

function responseOf({ status, contentType, headers, body }: RefusalFace): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': contentType, ...headers } });
}
