import type { Access } from '../core/access/access.ts';
import type { RoutePermissions } from '../core/access/permissions.ts';
import type { FrameworkGuard } from './framework-guard.ts';
import { createFrameworkGuard } from './framework-guard.ts';
import { assertServerOptions, type GuardServerOptions } from './options.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** The deployment of a guard: its runtime, and what its start is checked against. */
export interface ServerGuardDeps {
  readonly runtime: () => GuardRuntime;
  readonly deployedRoutes: RoutePermissions;
  /** Whether the process is a Lambda function. */
  readonly isFunction: boolean;
}

/**
 * Makes the guard of a framework that also runs on servers. A wrong setup fails here, when the application starts, and not with
 * each request.
 *
 * @throws Error if an option is invalid, GuardSetupError if the deployment does not allow a decision
 */
export function createServerGuard<Request>(
  options: GuardServerOptions<Request>,
  { runtime, deployedRoutes, isFunction }: ServerGuardDeps,
  hasEvent = options.event !== undefined,
): FrameworkGuard {
  assertServerOptions(options);
  const { profile, trustedHost } = runtime();
  if (isFunction && !hasEvent) {
    throw new GuardSetupError(
      'The guard needs the event of the Lambda function, which has the verified host and address of the caller. Pass the ' +
        "function of the framework's adapter that returns it, for example expressGuard({ event: () => getCurrentInvoke().event }). " +
        'Use event: () => undefined for a function that runs a web server.',
    );
  }
  if (!hasEvent && profile.tenancy === 'by-host' && trustedHost === 'domain-name') {
    throw new GuardSetupError(
      `The profile '${profile.name}' reads the tenant from the host name, which no gateway verifies on a server. Behind a ` +
        "proxy that overwrites X-Forwarded-Host, use keys.guard(target, { forwarded: ['host'] }). Behind a load balancer that " +
        "accepts only its own host names, use new ApiKeys(…, { trustedHost: 'host-header' }).",
    );
  }
  const { permission, cost } = options;
  return createFrameworkGuard({ permission, cost }, runtime, deployedRoutes);
}

const accesses = new WeakMap<object, Access>();

/** Attaches the access of an authorized caller to the request of a framework. */
export function setAccess(request: object, access: Access): void {
  accesses.set(request, access);
}

/**
 * The access of the caller of a request to a guarded route: the `Request` of Express and Fastify, or the context of Koa.
 *
 * @throws GuardSetupError if no guard decided on the request
 */
export function accessOf(request: object): Access {
  const access = accesses.get(request);
  if (access) return access;
  throw new GuardSetupError(
    'No guard decided on this request. Put the guard before the handler: expressGuard(), fastifyGuard() or koaGuard().',
  );
}
