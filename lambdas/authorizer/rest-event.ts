import type { Requirement } from '../../lib/core/access/permissions.ts';
import type { IncomingRequest } from '../../lib/enforcement/access-check.ts';
import type { Fields } from '../../lib/enforcement/event-fields.ts';
import { readRestRequest } from '../../lib/enforcement/rest-request.ts';

/** A request to a REST API. */
export interface RestRequest extends IncomingRequest {
  /** Names stage, method and path as requested; the policy answers for it. */
  readonly methodArn: string;
}

/**
 * What IAM would expand in a resource. An ARN that holds one would allow more than itself, and wildcards
 * cross `/`; whether the gateway knows an escape for them is documented nowhere.
 */
const EXPANDED_BY_IAM = /[*?]|\$\{/;
const REFUSED: Requirement = { kind: 'refused' };

/** Reads the event of a REST API's REQUEST authorizer; undefined if it is something else. */
export function readRestEvent(event: Fields): RestRequest | undefined {
  const { type, methodArn } = event;
  const request = readRestRequest(event);
  if (!request || type !== 'REQUEST' || typeof methodArn !== 'string') return undefined;
  // The gateway can't be told to let just this request pass.
  const requirement = EXPANDED_BY_IAM.test(methodArn) ? REFUSED : undefined;
  return { ...request, methodArn, requirement };
}
