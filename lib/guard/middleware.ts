import type { Access } from '../core/access/access.ts';
import type { Requirement, RoutePermissions } from '../core/access/permissions.ts';
import type { Headers } from '../core/access/presented-credential.ts';
import { UNKNOWN_ADDRESS } from '../core/access/source-address.ts';
import type { ErrorResponse, Profile } from '../core/profiles/profile.ts';
import type { IncomingRequest } from '../enforcement/access-check.ts';
import { isFields } from '../enforcement/event-fields.ts';
import { methodsInQuery, overrideMethods } from '../enforcement/override-methods.ts';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.ts';
import { readLambdaEvent } from './lambda-event.ts';
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
  assertNoRoutes(deployedRoutes);
  let gatekeeper: Gatekeeper | undefined;

  return async function guarded(context, next) {
    gatekeeper ??= createGatekeeper(runtime(), options);
    const verdict = await gatekeeper(requestOf(context, runtime().profile));
    if ('denial' in verdict) return responseOf(verdict.denial);
    context.set('access', verdict.access);
    await next();
    return undefined;
  };
}

/** A framework has its own routing, so a request to another API route could bypass permissions of API routes. */
function assertNoRoutes(routes: RoutePermissions): void {
  const named = Object.keys(routes);
  if (named.length === 0) return;
  throw new GuardSetupError(
    `keys.guard() has permissions of routes (${named.join(', ')}), which the routing of a framework can bypass. ` +
      "Set them on the routes of the framework: guard({ permission: 'orders:read' })",
  );
}

/**
 * In a Lambda function, the event is the request that the gateway received. A `Request` can differ from it, and the
 * framework routes by the `Request`. A `Request` with another method or credential is therefore denied.
 */
function requestOf({ req, env }: GuardedContext, profile: Profile): IncomingRequest {
  if (isFields(env) && env.event !== undefined) {
    const received = readLambdaEvent(env.event);
    const requirement: Requirement | undefined = isRouted(req.raw, received, profile)
      ? undefined
      : { kind: 'denied' };
    return { ...received, requirement };
  }
  const { method } = req.raw;
  const headers: Headers = (name) => {
    const value = req.raw.headers.get(name);
    return value === null ? [] : [value];
  };
  return {
    method,
    route: req.routePath ?? '$default',
    requestId: undefined,
    sourceAddress: UNKNOWN_ADDRESS,
    headers,
    // The body is not read, because its stream is for the service.
    otherMethods: overrideMethods({ headers, query: methodsInQuery(new URL(req.raw.url).search) }),
    domainName: undefined,
  };
}

/** Whether the request that the framework routes is the one that the gateway received. */
function isRouted(
  { method, headers }: Request,
  received: IncomingRequest,
  { credentialLocations }: Profile,
): boolean {
  return (
    method === received.method &&
    credentialLocations.every(
      ({ header }) => joined(received.headers(header)) === joined([headers.get(header) ?? '']),
    )
  );
}

/** Repeated headers in one form, because gateways join them without a space and `Request` with a space. */
function joined(values: readonly string[]): string {
  return values.join(',').replaceAll(/, +/g, ',');
}

function responseOf({ status, contentType, headers, body }: ErrorResponse): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': contentType, ...headers } });
}
