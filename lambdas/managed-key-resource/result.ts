import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

/** The physical ID of a failed creation without a key. CloudFormation requires an ID and then deletes it. */
export const NO_KEY_CREATED = 'no-key-created';
/** The prefix for a creation with an unknown outcome. The token in the ID finds its key, if there is one. */
const LOST = 'lost-creation:';
const LOST_CREATION = /^lost-creation:(?<lostAtMs>\d{1,15}):(?<id>[0-9a-f]{64}):(?<bodyDigest>[0-9a-f]{64})$/;

export const NO_RESPONSE =
  'The rotation function did not respond. No data is lost. Check the log of the function, then deploy again.';

/** A creation with an unknown outcome. */
export interface LostCreation {
  readonly token: { readonly id: string; readonly bodyDigest: string };
  readonly lostAtMs: number;
}

/** The response of a failed request, which leaves the resource unchanged. */
export function failureResponse(request: ResourceRequest, Reason: string): ResourceResponse {
  const PhysicalResourceId = request.RequestType === 'Create' ? NO_KEY_CREATED : request.PhysicalResourceId;
  return { Status: 'FAILED', Reason, PhysicalResourceId };
}

/** The response of a creation that failed but may have created its key. The deletion finds the key by the physical ID. */
export function lostCreationResponse({ token, lostAtMs }: LostCreation, Reason: string): ResourceResponse {
  return {
    Status: 'FAILED',
    Reason,
    PhysicalResourceId: `${LOST}${lostAtMs}:${token.id}:${token.bodyDigest}`,
  };
}

/** The lost creation of a physical ID; undefined for any other ID. `unreadable`: the ID belongs to another version. */
export function lostCreation(physicalId: string): LostCreation | 'unreadable' | undefined {
  if (!physicalId.startsWith(LOST)) return undefined;
  const { lostAtMs, id, bodyDigest } = LOST_CREATION.exec(physicalId)?.groups ?? {};
  if (lostAtMs === undefined || id === undefined || bodyDigest === undefined) return 'unreadable';
  return { token: { id, bodyDigest }, lostAtMs: Number(lostAtMs) };
}

/** The response of a successful creation or update. */
export function successResponse({
  keyId,
  secretArn,
}: {
  keyId: string;
  secretArn: string;
}): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId: keyId, Data: { SecretArn: secretArn, KeyId: keyId } };
}

/** The response of a completed deletion. */
export function deletionResponse(PhysicalResourceId: string): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId };
}
