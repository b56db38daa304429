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

/** @throws Error if an option is wrong or the deployment names permissions of routes, at once */
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

/** A framework routes by itself: what an API's route needs, a request to another of its routes could get around. */
function assertNoRoutes(routes: RoutePermissions): void {
  const named = Object.keys(routes);
  if (named.length === 0) return;
  throw new GuardSetupError(
    `keys.guard() names permissions of routes (${named.join(', ')}), which a framework's own routing can get around; ` +
      "name them where the framework routes instead: guard({ permission: 'orders:read' })",
  );
}

/**
 * In a Lambda its event describes the request as the gateway received it; a `Request` contains only what the caller
 * wrote. The framework routes by the `Request`, so that one of another method or credential is denied.
 */
function requestOf({ req, env }: GuardedContext, profile: Profile): IncomingRequest {
  if (isFields(env) && env.event !== undefined) {
    const received = readLambdaEvent(env.event);
    const requirement: Requirement | undefined = isRouted(req.raw, received, profile)
      ? undefined
      : { kind: 'refused' };
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
    // Without the body: its stream is for the service.
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

/** Repeated headers in one form: gateways and `Request` join them with and without a space. */
function joined(values: readonly string[]): string {
  return values.join(',').replaceAll(/, +/g, ',');
}

function responseOf({ status, contentType, headers, body }: ErrorResponse): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': contentType, ...headers } });
}
