import { keyId as keyIdSchema } from '../../lib/contracts/http/fields.ts';
import {
  type ManagedKeyProperties,
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationAnswer } from '../../lib/contracts/rotation-command.ts';
import { manageCommand, type SendCommand, whoAsks } from './commands.ts';
import { failed, gone, unansweredRequest } from './result.ts';
import { refusalWords } from './words.ts';

type DeleteRequest = Extract<ResourceRequest, { RequestType: 'Delete' }>;

export interface DeleteDeps {
  readonly send: SendCommand;
  /** Waits while a rotation ends: `BUSY_ATTEMPTS` times must fit the provider's time. */
  readonly pause: () => Promise<void>;
}

/** A rotation that is open ends with one of the next sweeps, which come each minute. */
const BUSY_ATTEMPTS = 12;

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
 * resource says so. Also called for what a failed creation never made, and for what it may have made.
 */
export async function deleteKey(deps: DeleteDeps, request: DeleteRequest): Promise<ResourceResponse> {
  const { PhysicalResourceId: physicalId } = request;
  const createdBy = unansweredRequest(physicalId);
  if (createdBy === undefined && !keyIdSchema.safeParse(physicalId).success) return gone(physicalId);
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const { properties } = read;
  if (createdBy === undefined) {
    const revoke = 'RevokeOnDelete' in properties && properties.RevokeOnDelete;
    return letGo(deps, request, properties, { keyId: physicalId, revoke });
  }
  // The same request finds the same key, or makes it: a moment later it is gone, and nobody has read its value.
  const found = await deps.send(manageCommand({ ...request, RequestId: createdBy }, properties));
  if (found.outcome !== 'done') return gone(physicalId);
  return letGo(deps, request, properties, { keyId: found.keyId, revoke: !('AdoptedKey' in properties) });
}

async function letGo(
  { send, pause }: DeleteDeps,
  request: DeleteRequest,
  properties: ManagedKeyProperties,
  key: { readonly keyId: string; readonly revoke: boolean },
): Promise<ResourceResponse> {
  const { Tenant: tenant } = properties;
  const command = { command: 'unmanage-key', ...whoAsks(request), tenant, ...key } as const;
  const answer = await untilNotBusy(() => send(command), pause);
  if (answer.outcome === 'done' || ALREADY.includes(answer.outcome)) return gone(request.PhysicalResourceId);
  return failed(request, refusalWords(answer, properties));
}

/** A failed deletion leaves a stack that somebody has to see to: what passes by itself is waited for. */
async function untilNotBusy(
  ask: () => Promise<RotationAnswer>,
  pause: () => Promise<void>,
): Promise<RotationAnswer> {
  let answer = await ask();
  for (let attempt = 1; answer.outcome === 'busy' && attempt < BUSY_ATTEMPTS; attempt += 1) {
    await pause();
    answer = await ask();
  }
  return answer;
}
