import { type DecidedRequest, decisionLine } from '../contracts/decision-line.ts';
import type { AccessEnvironment } from '../contracts/environment/access.ts';
import { unavailableLine } from '../contracts/unavailable-line.ts';
import { authorize } from '../core/access/authorize.ts';
import type { Decision } from '../core/access/decide.ts';
import type { Lookup } from '../core/access/lookup.ts';
import { type Requirement, stricterOf } from '../core/access/permissions.ts';
import type { Headers } from '../core/access/presented-credential.ts';
import { costOf, type RouteCosts } from '../core/access/route-costs.ts';
import { tenantFromHost } from '../core/access/tenant-from-host.ts';
import { userAgentOf } from '../core/access/user-agent.ts';
import { asciiLowerCase } from '../core/ascii.ts';
import type { BucketStore } from '../core/limits/bucket.ts';
import type { LimitSettings } from '../core/limits/limited-buckets.ts';
import { createLimiter } from '../core/limits/limiter.ts';
import { codecsOf } from '../core/profiles/codecs.ts';
import type { Clock } from '../core/runtime.ts';
import { UNREADABLE_METHOD } from './override-methods.ts';

/** A request in the form that decisions and decision lines need, independent of its event type. */
export interface IncomingRequest
  extends Pick<DecidedRequest, 'method' | 'route' | 'requestId' | 'sourceAddress'> {
  readonly headers: Headers;
  /** The host name, if the gateway verified it. */
  readonly domainName: string | undefined;
  /** Method overrides that the service may route by. The request needs the permission of each of them. */
  readonly otherMethods?: readonly string[];
  /** The requirement, if method and route do not determine it. */
  readonly requirement?: Requirement | undefined;
  /** The cost, if method and route do not determine it. */
  readonly cost?: number | undefined;
}

export interface AccessCheckDeps
  extends Pick<AccessEnvironment, 'profile' | 'trustedHost' | 'forwardedProto'>,
    LimitSettings {
  readonly requirementFor: (method: string, route: string) => Requirement;
  readonly via: DecidedRequest['via'];
  readonly lookup: Lookup;
  readonly costs: RouteCosts;
  readonly buckets: BucketStore;
  readonly clock: Clock;
  /** Milliseconds of a monotonic clock. */
  readonly stopwatch: () => number;
  readonly write: (line: string) => void;
}

/** Evaluates a request and writes its decision line. Never throws. */
export type AccessCheck = (request: IncomingRequest) => Promise<Decision>;

/** Makes the access check that the authorizer and the guard share. */
export function createAccessCheck(deps: AccessCheckDeps): AccessCheck {
  const { profile, trustedHost, forwardedProto, via, lookup, clock, stopwatch, write } = deps;
  const authorizeDeps = {
    locations: profile.credentialLocations,
    codecs: codecsOf(profile),
    lookup,
    clock,
    onUnavailable: (cause: unknown) => write(unavailableLine(cause)),
  };
  const { onUnavailable } = authorizeDeps;
  const limiter = createLimiter({ ...deps, random: Math.random, onUnavailable });

  return async (request) => {
    const startedMs = stopwatch();
    const { headers, method, route, requestId, sourceAddress } = request;
    const requirement = request.requirement ?? requirementOf(deps, request);
    const authorized = await authorize(authorizeDeps, {
      headers,
      requirement,
      tenant: profile.tenancy === 'by-host' ? tenantFromHost(hostOf(request, trustedHost)) : undefined,
      insecure: forwardedProto && asciiLowerCase(singleValue(headers('x-forwarded-proto')) ?? '') !== 'https',
      sourceAddress,
    });
    const decision =
      authorized.outcome === 'allowed'
        ? await limiter(authorized, () => requestCost(deps, request))
        : authorized;
    const permission = requirement.kind === 'permission' ? requirement.permission : undefined;
    const userAgent = userAgentOf(singleValue(headers('user-agent')));
    const decided = { via, method, route, requestId, sourceAddress, userAgent, permission };
    write(decisionLine(decision, decided, stopwatch() - startedMs));
    return decision;
  };
}

function requirementOf(
  { requirementFor }: AccessCheckDeps,
  { method, route, otherMethods = [] }: IncomingRequest,
): Requirement {
  if (otherMethods.includes(UNREADABLE_METHOD)) return { kind: 'denied' };
  return [method, ...otherMethods].map((each) => requirementFor(each, route)).reduce(stricterOf);
}

function requestCost(
  { costs }: AccessCheckDeps,
  { cost, method, route, otherMethods = [] }: IncomingRequest,
) {
  return cost ?? costOf(costs, [method, ...otherMethods], route);
}

function hostOf({ headers, domainName }: IncomingRequest, trusted: AccessEnvironment['trustedHost']) {
  if (trusted === 'domain-name') return domainName;
  return singleValue(headers(trusted === 'host-header' ? 'host' : 'x-forwarded-host'));
}

/** The value of a header; undefined if it has several values, which gateways may also join with commas. */
function singleValue([value, ...more]: readonly string[]): string | undefined {
  return more.length > 0 || value?.includes(',') ? undefined : value;
}
