import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { isProbe, probeLine } from '../../lib/contracts/decision-line.ts';
import type { HttpResponseFormat } from '../../lib/contracts/environment/access.ts';
import { type RoutePermissions, requirementOf } from '../../lib/core/access/permissions.ts';
import { type AccessCheckDeps, createAccessCheck } from '../../lib/enforcement/access-check.ts';
import { type Fields, isFields } from '../../lib/enforcement/event-fields.ts';
import { readHttpRequest } from '../../lib/enforcement/http-request.ts';
import { readRestRequest } from '../../lib/enforcement/rest-request.ts';
import { UnknownEventError } from '../../lib/enforcement/unknown-event-error.ts';
import { type HttpReply, httpPolicyReply, httpReply } from './http-reply.ts';
import { requestArnRequirement } from './policy.ts';
import { restReply } from './rest-reply.ts';

export interface AuthorizerDeps extends Omit<AccessCheckDeps, 'via' | 'forwardedProto' | 'requirementFor'> {
  readonly routes: RoutePermissions;
  readonly httpResponse: HttpResponseFormat;
}

export type AuthorizerHandler = (event: unknown) => Promise<APIGatewayAuthorizerResult | HttpReply>;

const ACCEPTED =
  'Unsupported authorizer event. Use a REQUEST authorizer of a REST or WebSocket API, or payload format 2.0 of an HTTP API.';
const CACHED =
  'The authorizer has identity sources, so API Gateway could cache its responses beyond a revocation. Remove the ' +
  'identity sources and set the time to live of results to 0.';

/**
 * Makes the handler of a REQUEST authorizer, for REST and WebSocket APIs (IAM policy) and HTTP APIs (payload format 2.0,
 * simple response or IAM policy). Writes one decision line per request. API Gateway itself rejects plain HTTP.
 */
export function createHandler({ routes, httpResponse, ...deps }: AuthorizerDeps): AuthorizerHandler {
  const requirementFor = (method: string, route: string) => requirementOf(routes, method, route);
  const check = createAccessCheck({ ...deps, requirementFor, via: 'authorizer', forwardedProto: false });
  const { plans } = deps;
  const { errorResponses } = deps.profile;

  return async (event) => {
    if (isProbe(event)) return responseProbe(deps.write);
    if (!isFields(event) || event.type !== 'REQUEST') throw new UnknownEventError(ACCEPTED);
    const { methodArn } = event;
    const rest = readRestRequest(event);
    if (rest && typeof methodArn === 'string') {
      const decision = await check({ ...rest, requirement: requestArnRequirement(methodArn) });
      return restReply(decision, methodArn, { errorResponses, plans });
    }
    const http = readHttpRequest(event);
    if (!http) throw new UnknownEventError(ACCEPTED);
    if (httpResponse === 'simple') return httpReply(await check(http), plans);
    const routeArn = uncachedRouteArn(event);
    const decision = await check({ ...http, requirement: requestArnRequirement(routeArn) });
    return httpPolicyReply(decision, routeArn, plans);
  };
}

function responseProbe(write: (line: string) => void): HttpReply {
  write(probeLine());
  return { isAuthorized: false };
}

/**
 * The requested route ARN of an event without identity sources: API Gateway caches responses only by identity sources.
 *
 * @throws UnknownEventError for an event with identity sources or without a route ARN
 */
function uncachedRouteArn({ identitySource, routeArn }: Fields): string {
  const isUncached = Array.isArray(identitySource) ? identitySource.length === 0 : identitySource == null;
  if (!isUncached) throw new UnknownEventError(CACHED);
  if (typeof routeArn !== 'string') throw new UnknownEventError(ACCEPTED);
  return routeArn;
}
