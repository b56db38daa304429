import { keyId as keyIdSchema } from '../../lib/contracts/http/fields.ts';
import {
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationAnswer } from '../../lib/contracts/rotation-command.ts';
import { type SendCommand, whoAsks } from './commands.ts';
import { failed, gone } from './result.ts';
import { refusalWords } from './words.ts';

type DeleteRequest = Extract<ResourceRequest, { RequestType: 'Delete' }>;

/** Where a stack has nothing more to give up: the key is gone, ended, or somebody else's by now. */
const ALREADY: readonly RotationAnswer['outcome'][] = [
  'not-found',
  'not-managed',
  'managed-elsewhere',
  'no-tenant',
  'key-revoked',
];

/**
 * Lets go of the key: it and its secret stay as they are and are no longer rotated, or it is revoked, if its
 * resource says so. Also called for what a failed creation never made.
 */
export async function deleteKey(send: SendCommand, request: DeleteRequest): Promise<ResourceResponse> {
  const { PhysicalResourceId: keyId } = request;
  if (!keyIdSchema.safeParse(keyId).success) return gone(keyId);
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const { properties } = read;
  const revoke = 'RevokeOnDelete' in properties && properties.RevokeOnDelete;
  const { Tenant: tenant } = properties;
  const answer = await send({ command: 'unmanage-key', ...whoAsks(request), tenant, keyId, revoke });
  if (answer.outcome === 'done' || ALREADY.includes(answer.outcome)) return gone(keyId);
  return failed(request, refusalWords(answer, properties));
}
