import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

/** Stands for a key that was not made: CloudFormation wants an id also of what failed, and deletes it then. */
export const NEVER_MADE = 'no-key-was-made';
/** Before the request whose creation nobody answered: its key may be there, and is found again by that request. */
const UNANSWERED = 'unanswered:';

/** What went wrong; the resource stays what it was. */
export function failed(request: ResourceRequest, Reason: string): ResourceResponse {
  const PhysicalResourceId = request.RequestType === 'Create' ? NEVER_MADE : request.PhysicalResourceId;
  return { Status: 'FAILED', Reason, PhysicalResourceId };
}

/** Nobody knows what was done: the same request will tell. */
export function unanswered(request: ResourceRequest): ResourceResponse {
  const Reason =
    'the rotation function did not answer: look into its log for the cause, and deploy again; nothing is lost';
  return undecided(request, Reason);
}

/** What failed, though a creation may have made its key. */
export function undecided(request: ResourceRequest, Reason: string): ResourceResponse {
  if (request.RequestType !== 'Create') return failed(request, Reason);
  return { Status: 'FAILED', Reason, PhysicalResourceId: UNANSWERED + request.RequestId };
}

/** The creation that an id stands for which nobody answered; undefined of any other id. */
export function unansweredRequest(physicalId: string): string | undefined {
  return physicalId.startsWith(UNANSWERED) ? physicalId.slice(UNANSWERED.length) : undefined;
}

/** There is a key, and a secret that holds its value. */
export function succeeded({ keyId, secretArn }: { keyId: string; secretArn: string }): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId: keyId, Data: { SecretArn: secretArn, KeyId: keyId } };
}

/** Nothing is left to do for what has this id. */
export function gone(PhysicalResourceId: string): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId };
}
