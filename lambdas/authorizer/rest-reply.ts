import type { APIGatewayAuthorizerResult, StatementEffect } from 'aws-lambda';
import { accessContextOf } from '../../lib/core/access/access.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { UnavailableError } from '../../lib/core/store.ts';
import { contextOf } from './context.ts';

/**
 * The only way to a 401: the gateway knows this very message. Lambda logs what is thrown, so it carries no
 * stack; the empty text stands for it because the runtime splits it into lines.
 */
const UNAUTHORIZED = Object.assign(new Error('Unauthorized'), { stack: '' });

/**
 * Answers a REST API by the profile's table, as far as an authorizer can: 401 and 503 are thrown and get
 * their bodies from gateway responses, anything else that refuses is a 403.
 *
 * @throws Error `Unauthorized` for a 401, UnavailableError where nothing could be decided
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
  if (decision.outcome === 'unavailable') throw new UnavailableError('nothing could be decided; try again');
  if (errorResponses[decision.outcome].status === 401) throw UNAUTHORIZED;
  return policy('Deny', methodArn, decision.key?.id ?? 'none');
}

/** Speaks of exactly the requested method ARN: another request is decided on its own. */
function policy(effect: StatementEffect, methodArn: string, principalId: string) {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
    },
  };
}
