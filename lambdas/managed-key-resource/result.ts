import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

/** Stands for a key that was not made: CloudFormation wants an id also of what failed, and deletes it then. */
export const NEVER_MADE = 'no-key-was-made';

/** What went wrong; the resource stays what it was. */
export function failed(request: ResourceRequest, Reason: string): ResourceResponse {
  const PhysicalResourceId = request.RequestType === 'Create' ? NEVER_MADE : request.PhysicalResourceId;
  return { Status: 'FAILED', Reason, PhysicalResourceId };
}

/** There is a key, and a secret that holds its value. */
export function succeeded({ keyId, secretArn }: { keyId: string; secretArn: string }): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId: keyId, Data: { SecretArn: secretArn, KeyId: keyId } };
}

/** Nothing is left to do for what has this id. */
export function gone(PhysicalResourceId: string): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId };
}
