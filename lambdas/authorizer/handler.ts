import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { isProbe, probeLine } from '../../lib/contracts/decision-line.ts';
import { type Requirement, type RoutePermissions, requirementOf } from '../../lib/core/access/permissions.ts';
import type { Plans } from '../../lib/core/plans/plan.ts';
import { type AccessCheckDeps, createAccessCheck } from '../../lib/enforcement/access-check.ts';
import { isFields } from '../../lib/enforcement/event-fields.ts';
import { readHttpRequest } from '../../lib/enforcement/http-request.ts';
import { readRestRequest } from '../../lib/enforcement/rest-request.ts';
import { UnknownEventError } from '../../lib/enforcement/unknown-event-error.ts';
import { type HttpReply, httpReply } from './http-reply.ts';
import { restReply } from './rest-reply.ts';

export interface AuthorizerDeps extends Omit<AccessCheckDeps, 'via' | 'forwardedProto' | 'requirementFor'> {
  readonly routes: RoutePermissions;
  readonly plans: Plans;
}

export type AuthorizerHandler = (event: unknown) => Promise<APIGatewayAuthorizerResult | HttpReply>;

const ACCEPTED =
  'Unsupported authorizer event. Configure a REQUEST authorizer of a REST API, or an authorizer of an HTTP API with ' +
  'payload format 2.0.';

/**
 * Makes the handler of a REQUEST authorizer, for REST APIs (IAM policy) and HTTP APIs (payload format 2.0,
 * simple response). Writes one decision line per request. API Gateway itself rejects plain HTTP.
 */
export function createHandler({ plans, routes, ...deps }: AuthorizerDeps): AuthorizerHandler {
  const requirementFor = (method: string, route: string) => requirementOf(routes, method, route);
  const check = createAccessCheck({ ...deps, requirementFor, via: 'authorizer', forwardedProto: false });
  const { errorResponses } = deps.profile;

  return async (event) => {
    if (isProbe(event)) return responseProbe(deps.write);
    if (!isFields(event) || event.type !== 'REQUEST') throw new UnknownEventError(ACCEPTED);
    const { methodArn } = event;
    const rest = readRestRequest(event);
    if (rest && typeof methodArn === 'string') {
      const decision = await check({ ...rest, requirement: methodArnRequirement(methodArn) });
      return restReply(decision, methodArn, { errorResponses, plans });
    }
    const http = readHttpRequest(event);
    if (http) return httpReply(await check(http), plans);
    throw new UnknownEventError(ACCEPTED);
  };
}

function responseProbe(write: (line: string) => void): HttpReply {
  write(probeLine());
  return { isAuthorized: false };
}

/**
 * Characters that IAM expands in a resource. A policy for an ARN with them would allow other requests, because
 * wildcards match across `/`. No escape for them is documented.
 */
const EXPANDED_BY_IAM = /[*?]|\$\{/;

/** Denies a method ARN that a policy cannot name exactly, because a REST API allows requests only by policy. */
function methodArnRequirement(methodArn: string): Requirement | undefined {
  return EXPANDED_BY_IAM.test(methodArn) ? { kind: 'refused' } : undefined;
}
