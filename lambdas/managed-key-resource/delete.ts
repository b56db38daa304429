import { keyId as keyIdSchema } from '../../lib/contracts/http/fields.ts';
import {
  type ManagedKeyOwnership,
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
  readOwnership,
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
  const owned = readOwnership(request.ResourceProperties);
  const createdBy = unansweredRequest(physicalId);
  if (createdBy !== undefined) return takeBack(deps, request, createdBy);
  if (!owned || !keyIdSchema.safeParse(physicalId).success) return gone(physicalId);
  return letGo(deps, request, { keyId: physicalId, tenant: owned.Tenant, revoke: isRevoked(owned) });
}

/** Ends what a creation may have made whose outcome is not known. */
async function takeBack(
  deps: DeleteDeps,
  request: DeleteRequest,
  createdBy: string,
): Promise<ResourceResponse> {
  const { PhysicalResourceId: physicalId } = request;
  const read = readManagedKey(request.ResourceProperties);
  // With such properties nothing was ever asked for.
  if ('wrong' in read) return gone(physicalId);
  const { Tenant: tenant } = read.properties;
  if ('AdoptedKey' in read.properties)
    return letGo(deps, request, { keyId: read.properties.AdoptedKey, tenant, revoke: false });
  // The same request finds the same key, or makes it: a moment later it is gone, and nobody has read its value. Without
  // the settings, so that it does not depend on what they ask of Secrets Manager.
  const found = await deps.send({
    ...manageCommand({ ...request, RequestId: createdBy }, read.properties),
    settings: {},
  });
  if (found.outcome !== 'done') return gone(physicalId);
  return letGo(deps, request, { keyId: found.keyId, tenant, revoke: true });
}

/** A key that was there before the stack is never revoked. */
function isRevoked({ AdoptedKey, RevokeOnDelete }: ManagedKeyOwnership): boolean {
  return AdoptedKey === undefined && RevokeOnDelete;
}

async function letGo(
  { send, pause }: DeleteDeps,
  request: DeleteRequest,
  key: { readonly keyId: string; readonly tenant: string; readonly revoke: boolean },
): Promise<ResourceResponse> {
  const command = { command: 'unmanage-key', ...whoAsks(request), ...key } as const;
  const answer = await untilNotBusy(() => send(command), pause);
  if (answer.outcome === 'done' || ALREADY.includes(answer.outcome)) return gone(request.PhysicalResourceId);
  return failed(request, refusalWords(answer, { tenant: key.tenant, key: key.keyId }));
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
