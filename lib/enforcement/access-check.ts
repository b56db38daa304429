import { type DecidedRequest, decisionLine } from '../contracts/decision-line.ts';
import type { AccessEnvironment } from '../contracts/environment/access.ts';
import { unavailableLine } from '../contracts/unavailable-line.ts';
import { authorize } from '../core/access/authorize.ts';
import type { Decision } from '../core/access/decide.ts';
import type { Lookup } from '../core/access/lookup.ts';
import { type Requirement, stricterOf } from '../core/access/permissions.ts';
import type { Headers } from '../core/access/presented-credential.ts';
import { tenantFromHost } from '../core/access/tenant-from-host.ts';
import { userAgentOf } from '../core/access/user-agent.ts';
import { asciiLowerCase } from '../core/ascii.ts';
import { codecsOf } from '../core/profiles/codecs.ts';
import type { Clock } from '../core/runtime.ts';
import { UNREADABLE_METHOD } from './override-methods.ts';

/** What deciding and logging need of a request, whichever way it came. */
export interface IncomingRequest
  extends Pick<DecidedRequest, 'method' | 'route' | 'requestId' | 'sourceAddress'> {
  readonly headers: Headers;
  /** The host name that the gateway vouches for, where it does. */
  readonly domainName: string | undefined;
  /** Further methods by which the service behind may route it: it needs what each of them needs. */
  readonly otherMethods?: readonly string[];
  /** Its requirement, if method and route do not decide it. */
  readonly requirement?: Requirement | undefined;
}

export interface AccessCheckDeps
  extends Pick<AccessEnvironment, 'profile' | 'trustedHost' | 'forwardedProto'> {
  readonly requirementFor: (method: string, route: string) => Requirement;
  readonly via: DecidedRequest['via'];
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** Milliseconds on a clock that never goes back. */
  readonly stopwatch: () => number;
  readonly write: (line: string) => void;
}

/** Decides on a request and writes its decision line. Never throws. */
export type AccessCheck = (request: IncomingRequest) => Promise<Decision>;

/** Makes the one check that the authorizer and the guard share. */
export function createAccessCheck(deps: AccessCheckDeps): AccessCheck {
  const { profile, trustedHost, forwardedProto, via, lookup, clock, stopwatch, write } = deps;
  const authorizeDeps = {
    locations: profile.credentialLocations,
    codecs: codecsOf(profile),
    lookup,
    clock,
    onUnavailable: (cause: unknown) => write(unavailableLine(cause)),
  };

  return async (request) => {
    const startedMs = stopwatch();
    const { headers, method, route, requestId, sourceAddress } = request;
    const requirement = request.requirement ?? requirementOf(deps, request);
    const decision = await authorize(authorizeDeps, {
      headers,
      requirement,
      tenant: profile.tenancy === 'by-host' ? tenantFromHost(hostOf(request, trustedHost)) : undefined,
      insecure: forwardedProto && asciiLowerCase(singleValue(headers('x-forwarded-proto')) ?? '') !== 'https',
    });
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
  if (otherMethods.includes(UNREADABLE_METHOD)) return { kind: 'refused' };
  return [method, ...otherMethods].map((each) => requirementFor(each, route)).reduce(stricterOf);
}

function hostOf({ headers, domainName }: IncomingRequest, trusted: AccessEnvironment['trustedHost']) {
  if (trusted === 'domain-name') return domainName;
  return singleValue(headers(trusted === 'host-header' ? 'host' : 'x-forwarded-host'));
}

/** The only value of a header. Of several, which gateways may join with commas, none can be told to be the right one. */
function singleValue([value, ...more]: readonly string[]): string | undefined {
  return more.length > 0 || value?.includes(',') ? undefined : value;
}
