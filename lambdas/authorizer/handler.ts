import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { decisionLine } from '../../lib/contracts/decision-line.ts';
import { unavailableLine } from '../../lib/contracts/unavailable-line.ts';
import { authorize } from '../../lib/core/access/authorize.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import type { LookUp } from '../../lib/core/access/look-up.ts';
import { type Requirement, type RoutePermissions, requirementOf } from '../../lib/core/access/permissions.ts';
import { keyCodec } from '../../lib/core/keys/format.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { Clock } from '../../lib/core/runtime.ts';
import { type GatewayRequest, isFields, UnknownEventError } from './gateway-request.ts';
import { readHttpEvent } from './http-event.ts';
import { type HttpReply, httpReply } from './http-reply.ts';
import { readRestEvent } from './rest-event.ts';
import { restReply } from './rest-reply.ts';

export interface AuthorizerDeps {
  readonly profile: Profile;
  readonly routes: RoutePermissions;
  readonly lookUp: LookUp;
  readonly clock: Clock;
  /** Milliseconds on a clock that never goes back. */
  readonly stopwatch: () => number;
  readonly write: (line: string) => void;
}

export type AuthorizerHandler = (event: unknown) => Promise<APIGatewayAuthorizerResult | HttpReply>;

const REFUSED: Requirement = { kind: 'refused' };

/**
 * Makes the handler of a REQUEST authorizer, for REST APIs (IAM policy) and HTTP APIs (payload format 2.0,
 * simple response) alike. Writes one decision line a request.
 */
export function createHandler(deps: AuthorizerDeps): AuthorizerHandler {
  const { profile, routes, lookUp, clock, stopwatch, write } = deps;
  const authorizeDeps = {
    places: profile.places,
    codec: keyCodec(profile.format),
    lookUp,
    clock,
    onUnavailable: (cause: unknown) => write(unavailableLine(cause)),
  };

  const decide = async (request: GatewayRequest): Promise<Decision> => {
    const startedMs = stopwatch();
    const { headers, grantable, method, route, requestId, sourceAddress } = request;
    const requirement = grantable ? requirementOf(routes, method, route) : REFUSED;
    const decision = await authorize(authorizeDeps, { headers, requirement });
    const permission = requirement.kind === 'permission' ? requirement.permission : undefined;
    const decided = { via: 'authorizer', method, route, requestId, sourceAddress, permission } as const;
    write(decisionLine(decision, decided, stopwatch() - startedMs));
    return decision;
  };

  return async (event) => {
    if (!isFields(event)) throw new UnknownEventError();
    const rest = readRestEvent(event);
    if (rest) return restReply(await decide(rest), rest.methodArn, profile.refusals);
    const http = readHttpEvent(event);
    if (http) return httpReply(await decide(http));
    throw new UnknownEventError();
  };
}
