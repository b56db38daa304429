import type { ResourceRequest, ResourceResponse } from '../../lib/contracts/managed-key-resource.ts';

/** Stands for a key that was not made: CloudFormation wants an id also of what failed, and deletes it then. */
export const NEVER_MADE = 'no-key-was-made';
/** Before the token of a creation whose outcome is not known: its key may be there, and is found by the token. */
const LOST = 'unanswered:';
const LOST_CREATION = /^unanswered:(?<lostAtMs>\d{1,15}):(?<id>[0-9a-f]{64}):(?<bodyDigest>[0-9a-f]{64})$/;

export const NO_RESPONSE =
  'the rotation function did not answer: look into its log for the cause, and deploy again; nothing is lost';

/** A creation whose outcome is not known. */
export interface LostCreation {
  readonly token: { readonly id: string; readonly bodyDigest: string };
  readonly lostAtMs: number;
}

/** What went wrong; the resource stays what it was. */
export function failed(request: ResourceRequest, Reason: string): ResourceResponse {
  const PhysicalResourceId = request.RequestType === 'Create' ? NEVER_MADE : request.PhysicalResourceId;
  return { Status: 'FAILED', Reason, PhysicalResourceId };
}

/** A creation that failed, although it may have made its key: the ID says how the deletion finds it. */
export function lost({ token, lostAtMs }: LostCreation, Reason: string): ResourceResponse {
  return {
    Status: 'FAILED',
    Reason,
    PhysicalResourceId: `${LOST}${lostAtMs}:${token.id}:${token.bodyDigest}`,
  };
}

/** The creation that a physical ID stands for; undefined of any other ID. `unreadable` is of another version. */
export function lostCreation(physicalId: string): LostCreation | 'unreadable' | undefined {
  if (!physicalId.startsWith(LOST)) return undefined;
  const { lostAtMs, id, bodyDigest } = LOST_CREATION.exec(physicalId)?.groups ?? {};
  if (lostAtMs === undefined || id === undefined || bodyDigest === undefined) return 'unreadable';
  return { token: { id, bodyDigest }, lostAtMs: Number(lostAtMs) };
}

/** There is a key, and a secret that holds its value. */
export function succeeded({ keyId, secretArn }: { keyId: string; secretArn: string }): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId: keyId, Data: { SecretArn: secretArn, KeyId: keyId } };
}

/** Nothing is left to do for what has this id. */
export function gone(PhysicalResourceId: string): ResourceResponse {
  return { Status: 'SUCCESS', PhysicalResourceId };
}
