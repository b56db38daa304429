import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { probeLine } from '../../lib/contracts/decision-line.ts';
import { type RoutePermissions, requirementOf } from '../../lib/core/access/permissions.ts';
import type { Plans } from '../../lib/core/plans/plan.ts';
import { type AccessCheckDeps, createAccessCheck } from '../../lib/enforcement/access-check.ts';
import { isFields } from '../../lib/enforcement/event-fields.ts';
import { isProbe } from '../../lib/enforcement/probe-event.ts';
import { readHttpEvent } from './http-event.ts';
import { type HttpReply, httpReply } from './http-reply.ts';
import { readRestEvent } from './rest-event.ts';
import { restReply } from './rest-reply.ts';
import { UnknownEventError } from './unknown-event.ts';

export interface AuthorizerDeps extends Omit<AccessCheckDeps, 'via' | 'forwardedProto' | 'requirementFor'> {
  readonly routes: RoutePermissions;
  readonly plans: Plans;
}

export type AuthorizerHandler = (event: unknown) => Promise<APIGatewayAuthorizerResult | HttpReply>;

/**
 * Makes the handler of a REQUEST authorizer, for REST APIs (IAM policy) and HTTP APIs (payload format 2.0,
 * simple response) alike. Writes one decision line a request. API Gateway itself takes no plain HTTP.
 */
export function createHandler({ plans, routes, ...deps }: AuthorizerDeps): AuthorizerHandler {
  const requirementFor = (method: string, route: string) => requirementOf(routes, method, route);
  const check = createAccessCheck({ ...deps, requirementFor, via: 'authorizer', forwardedProto: false });
  const { refusals } = deps.profile;

  return async (event) => {
    if (isProbe(event)) return answerProbe(deps.write);
    if (!isFields(event)) throw new UnknownEventError();
    const rest = readRestEvent(event);
    if (rest) return restReply(await check(rest), rest.methodArn, { refusals, plans });
    const http = readHttpEvent(event);
    if (http) return httpReply(await check(http), plans);
    throw new UnknownEventError();
  };
}

function answerProbe(write: (line: string) => void): HttpReply {
  write(probeLine());
  return { isAuthorized: false };
}
