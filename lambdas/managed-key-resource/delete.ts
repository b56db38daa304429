import { keyId as keyIdSchema } from '../../lib/contracts/http/fields.ts';
import {
  type ManagedKeyOwnership,
  type ResourceRequest,
  type ResourceResponse,
  readOwnership,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { callerOf, type SendCommand } from './commands.ts';
import { errorMessage } from './error-message.ts';
import { deletionResponse, failureResponse, type LostCreation, lostCreation } from './result.ts';

type DeleteRequest = Extract<ResourceRequest, { RequestType: 'Delete' }>;

export interface DeleteDeps {
  readonly send: SendCommand;
  /** Waits for the end of a rotation. `BUSY_ATTEMPTS` waits must fit the provider's timeout. */
  readonly backoff: () => Promise<void>;
}

/** A rotation in progress ends with one of the next sweeps, which run every minute. */
const BUSY_ATTEMPTS = 12;

/** Outcomes that leave nothing to delete: the key is missing, ended, or managed by another stack or the API. */
const ALREADY_DELETED: readonly RotationResponse['outcome'][] = [
  'not-found',
  'not-managed',
  'manager-conflict',
  'tenant-not-found',
  'key-revoked',
];

/**
 * Unmanages the key, which keeps the key and its secret without rotation, or revokes it if `RevokeOnDelete` is set.
 * CloudFormation also calls it after a failed creation, which may or may not have created a key.
 */
export async function deleteResource(deps: DeleteDeps, request: DeleteRequest): Promise<ResourceResponse> {
  const { PhysicalResourceId: physicalId } = request;
  const owned = readOwnership(request.ResourceProperties);
  const creation = lostCreation(physicalId);
  if (owned && creation !== undefined) return deleteLostCreation(deps, request, owned, creation);
  if (!owned || !keyIdSchema.safeParse(physicalId).success) return deletionResponse(physicalId);
  return unmanage(deps, request, { keyId: physicalId, tenant: owned.Tenant, revoke: revokesKey(owned) });
}

/**
 * Revokes the key of a creation with an unknown outcome, if that key exists, or unmanages the adopted key. Waits for a
 * creation that may be running, which would manage the key after the deletion. Never creates a key.
 */
async function deleteLostCreation(
  deps: DeleteDeps,
  request: DeleteRequest,
  { Tenant: tenant, AdoptedKey: adopted }: ManagedKeyOwnership,
  creation: LostCreation | 'unreadable',
): Promise<ResourceResponse> {
  if (creation === 'unreadable') {
    return adopted === undefined
      ? failureResponse(request, unreadableCreationMessage(request, tenant))
      : unmanage(deps, request, { keyId: adopted, tenant, revoke: false });
  }
  const { caller } = callerOf(request);
  const command = { command: 'find-creation', caller, tenant, adopted, ...creation } as const;
  const found = await retryWhileInProgress(() => deps.send(command), deps.backoff);
  const revoke = adopted === undefined;
  if (found.outcome === 'done') return unmanage(deps, request, { keyId: found.keyId, tenant, revoke });
  if (ALREADY_DELETED.includes(found.outcome)) return deletionResponse(request.PhysicalResourceId);
  return failureResponse(
    request,
    found.outcome === 'rotation-in-progress' ? CREATION_RUNNING : errorMessage(found, { tenant }),
  );
}

const CREATION_RUNNING =
  'The creation of this key may still be running. Delete the stack again in a few minutes.';

function unreadableCreationMessage({ StackId, PhysicalResourceId }: DeleteRequest, tenant: string): string {
  return (
    `Cannot determine whether a key was created: the physical ID '${PhysicalResourceId}' belongs to another version of ` +
    `Postern. List the keys of the tenant (npx postern keys list --tenant ${tenant}), revoke the one that ${StackId} ` +
    'created, if any, then delete the stack again and retain this resource.'
  );
}

/** An adopted key is never revoked, because it existed before the stack. */
function revokesKey({ AdoptedKey, RevokeOnDelete }: ManagedKeyOwnership): boolean {
  return AdoptedKey === undefined && RevokeOnDelete;
}

async function unmanage(
  { send, backoff }: DeleteDeps,
  request: DeleteRequest,
  key: { readonly keyId: string; readonly tenant: string; readonly revoke: boolean },
): Promise<ResourceResponse> {
  const command = { command: 'unmanage-key', ...callerOf(request), ...key } as const;
  const response = await retryWhileInProgress(() => send(command), backoff);
  if (response.outcome === 'done' || ALREADY_DELETED.includes(response.outcome))
    return deletionResponse(request.PhysicalResourceId);
  return failureResponse(request, errorMessage(response, { tenant: key.tenant, key: key.keyId }));
}

/** Retries while a rotation is in progress, because an operator has to repair a stack whose deletion failed. */
async function retryWhileInProgress(
  send: () => Promise<RotationResponse>,
  backoff: () => Promise<void>,
): Promise<RotationResponse> {
  let response = await send();
  for (
    let attempt = 1;
    response.outcome === 'rotation-in-progress' && attempt < BUSY_ATTEMPTS;
    attempt += 1
  ) {
    await backoff();
    response = await send();
  }
  return response;
}
