import type {
  APIGatewayAuthorizerResult,
  APIGatewaySimpleAuthorizerResult,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import type { AuthorizerContext } from '../../lib/contracts/authorizer-context.ts';
import { accessContextOf } from '../../lib/core/access/access.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import type { Plans } from '../../lib/core/plans/plan.ts';
import { UnavailableError } from '../../lib/core/store.ts';
import { contextOf } from './context.ts';
import { policy } from './policy.ts';

export type HttpReply =
  | APIGatewaySimpleAuthorizerResult
  | APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>;

const DENIED: HttpReply = { isAuthorized: false };

/**
 * The simple response to an HTTP API, which only allows or denies. Every denial is a 403 with the gateway's own body.
 *
 * @throws UnavailableError if the request could not be evaluated; the gateway then returns 500
 */
export function httpReply(decision: Decision, plans: Plans): HttpReply {
  if (decision.outcome === 'allowed') {
    return { isAuthorized: true, context: contextOf(accessContextOf(decision, plans)) };
  }
  if (decision.outcome === 'unavailable' || decision.outcome === 'limiter-unavailable')
    throw new UnavailableError('The request could not be evaluated. Try again.');
  return DENIED;
}

/**
 * The response to an HTTP API as a policy for exactly the requested route ARN. Every denial is a 403 with the gateway's own
 * body.
 *
 * @throws UnavailableError if the request could not be evaluated; the gateway then returns 500
 */
export function httpPolicyReply(
  decision: Decision,
  routeArn: string,
  plans: Plans,
): APIGatewayAuthorizerResult {
  const reply = httpReply(decision, plans);
  const keyId = ('key' in decision && decision.key?.id) || 'none';
  if (!reply.isAuthorized) return policy('Deny', routeArn, keyId);
  return { ...policy('Allow', routeArn, keyId), ...('context' in reply && { context: reply.context }) };
}
