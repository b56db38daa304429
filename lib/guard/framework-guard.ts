import type { Requirement, RoutePermissions } from '../core/access/permissions.ts';
import type { Headers } from '../core/access/presented-credential.ts';
import { UNKNOWN_ADDRESS } from '../core/access/source-address.ts';
import type { Profile } from '../core/profiles/profile.ts';
import type { IncomingRequest } from '../enforcement/access-check.ts';
import { methodsInQuery, overrideMethods } from '../enforcement/override-methods.ts';
import { createGatekeeper, type Gatekeeper, type Verdict } from './gatekeeper.ts';
import { readLambdaEvent } from './lambda-event.ts';
import type { GuardMiddlewareOptions } from './options.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** A request as a framework routes it. */
export interface FrameworkRequest {
  readonly method: string;
  /** The path template of the guarded route; undefined if the framework does not provide it. */
  readonly route: string | undefined;
  readonly headers: Headers;
  /** The query with its `?`, or empty. */
  readonly search: string;
  /** The event of the function in which the framework runs; undefined on a server. */
  readonly event: unknown;
}

/** Decides on the requests of a framework. */
export type FrameworkGuard = (request: FrameworkRequest) => Promise<Verdict>;

/** @throws GuardSetupError immediately if the deployment has permissions of routes */
export function createFrameworkGuard(
  options: GuardMiddlewareOptions,
  runtime: () => GuardRuntime,
  deployedRoutes: RoutePermissions,
): FrameworkGuard {
  assertNoRoutes(deployedRoutes);
  let gatekeeper: Gatekeeper | undefined;
  return async (request) => {
    gatekeeper ??= createGatekeeper(runtime(), options);
    return gatekeeper(incomingRequest(request, runtime().profile));
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
 * In a Lambda function, the event is the request that the gateway received. The request of the framework can differ from it,
 * and the framework routes by its own. A request with another method or credential is therefore denied.
 */
function incomingRequest(request: FrameworkRequest, profile: Profile): IncomingRequest {
  const { method, route, headers, search, event } = request;
  if (event !== undefined) {
    const received = readLambdaEvent(event);
    const requirement: Requirement | undefined = isRouted(request, received, profile)
      ? undefined
      : { kind: 'denied' };
    return { ...received, requirement };
  }
  return {
    method,
    route: route ?? '$default',
    requestId: undefined,
    sourceAddress: UNKNOWN_ADDRESS,
    headers,
    // The body is not read, because its stream is for the service.
    otherMethods: overrideMethods({ headers, query: methodsInQuery(search) }),
    domainName: undefined,
  };
}

/** Whether the request that the framework routes is the one that the gateway received. */
function isRouted(
  { method, headers }: FrameworkRequest,
  received: IncomingRequest,
  { credentialLocations }: Profile,
): boolean {
  return (
    method === received.method &&
    credentialLocations.every(({ header }) => joined(received.headers(header)) === joined(headers(header)))
  );
}

/** Repeated headers in one form, because gateways join them without a space and frameworks with a space. */
function joined(values: readonly string[]): string {
  return values.join(',').replaceAll(/, +/g, ',');
}
