import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { accessContextOf } from '../../lib/core/access/access.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import { denialResponse } from '../../lib/core/access/denial-response.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { UnavailableError } from '../../lib/core/store.ts';
import { contextOf, denialContext } from './context.ts';
import { policy } from './policy.ts';

/**
 * API Gateway returns a 401 only for this error message. Lambda logs thrown errors, so the stack is omitted. It is an
 * empty string, because the runtime splits it into lines.
 */
const UNAUTHORIZED = Object.assign(new Error('Unauthorized'), { stack: '' });

/**
 * The response to a REST API, by the error responses of the profile: 401 and 503 are thrown and get their bodies from
 * gateway responses. All other denials are a 403, with the body and the headers of the context.
 *
 * @throws Error `Unauthorized` for a 401, UnavailableError if the request could not be evaluated
 */
export function restReply(
  decision: Decision,
  methodArn: string,
  { errorResponses, plans }: Pick<Profile, 'errorResponses' | 'plans'>,
): APIGatewayAuthorizerResult {
  if (decision.outcome === 'allowed') {
    return {
      ...policy('Allow', methodArn, decision.key.id),
      context: contextOf(accessContextOf(decision, plans)),
    };
  }
  if (decision.outcome === 'unavailable' || decision.outcome === 'limiter-unavailable')
    throw new UnavailableError('The request could not be evaluated. Try again.');
  if (errorResponses[decision.outcome].status === 401) throw UNAUTHORIZED;
  return {
    ...policy('Deny', methodArn, decision.key?.id ?? 'none'),
    context: denialContext(denialResponse(decision, { errorResponses })),
  };
}
