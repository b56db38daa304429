import type { StatementEffect } from 'aws-lambda';
import type { Requirement } from '../../lib/core/access/permissions.ts';

/** A policy that names exactly the requested ARN, so that each request needs its own decision. */
export function policy(effect: StatementEffect, requestArn: string, principalId: string) {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: requestArn }],
    },
  };
}

/**
 * Characters that IAM expands in a resource. A policy for an ARN with them would allow other requests, because
 * wildcards match across `/`. No escape for them is documented.
 */
const EXPANDED_BY_IAM = /[*?]|\$\{/;

/** Denies a request whose ARN a policy cannot name exactly. */
export function requestArnRequirement(requestArn: string): Requirement | undefined {
  return EXPANDED_BY_IAM.test(requestArn) ? { kind: 'denied' } : undefined;
}
