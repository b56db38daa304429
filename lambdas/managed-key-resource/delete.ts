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
import { failed, gone, type LostCreation, lostCreation } from './result.ts';

type DeleteRequest = Extract<ResourceRequest, { RequestType: 'Delete' }>;

export interface DeleteDeps {
  readonly send: SendCommand;
  /** Waits while a rotation ends: `BUSY_ATTEMPTS` times must fit the provider's time. */
  readonly pause: () => Promise<void>;
}

/** A rotation that is open ends with one of the next sweeps, which come each minute. */
const BUSY_ATTEMPTS = 12;

/** Where a stack has nothing more to give up: the key is gone, ended, or somebody else's by now. */
const ALREADY: readonly RotationResponse['outcome'][] = [
  'not-found',
  'not-managed',
  'manager-conflict',
  'tenant-not-found',
  'key-revoked',
];

/**
 * Lets go of the key: it and its secret stay as they are and are no longer rotated, or it is revoked, if its
 * resource says so. Also called for what a failed creation never made, and for what it may have made.
 */
export async function deleteResource(deps: DeleteDeps, request: DeleteRequest): Promise<ResourceResponse> {
  const { PhysicalResourceId: physicalId } = request;
  const owned = readOwnership(request.ResourceProperties);
  const creation = lostCreation(physicalId);
  if (owned && creation !== undefined) return takeBack(deps, request, owned, creation);
  if (!owned || !keyIdSchema.safeParse(physicalId).success) return gone(physicalId);
  return detachChild(deps, request, { keyId: physicalId, tenant: owned.Tenant, revoke: isRevoked(owned) });
}

/** Ends what a creation may have made whose outcome is not known. It only looks for that key and creates none. */
async function takeBack(
  deps: DeleteDeps,
  request: DeleteRequest,
  { Tenant: tenant, AdoptedKey }: ManagedKeyOwnership,
  creation: LostCreation | 'unreadable',
): Promise<ResourceResponse> {
  if (AdoptedKey !== undefined)
    return detachChild(deps, request, { keyId: AdoptedKey, tenant, revoke: false });
  if (creation === 'unreadable') return failed(request, undeterminedWords(request, tenant));
  const { caller } = callerOf(request);
  const command = { command: 'find-creation', caller, tenant, ...creation } as const;
  const found = await untilNotBusy(() => deps.send(command), deps.pause);
  if (found.outcome === 'done')
    return detachChild(deps, request, { keyId: found.keyId, tenant, revoke: true });
  if (ALREADY.includes(found.outcome)) return gone(request.PhysicalResourceId);
  return failed(
    request,
    found.outcome === 'rotation-in-progress' ? MAY_RUN : errorMessage(found, { tenant }),
  );
}

const MAY_RUN = 'The creation of this key may still be running. Delete the stack again in a few minutes.';

function undeterminedWords({ StackId, PhysicalResourceId }: DeleteRequest, tenant: string): string {
  return (
    `Cannot determine whether a key was created: the physical ID '${PhysicalResourceId}' is of another version of ` +
    `Postern. List the keys of the tenant (npx postern keys list --tenant ${tenant}), revoke the one that ${StackId} ` +
    'created, if any, then delete the stack again and retain this resource'
  );
}

/** A key that was there before the stack is never revoked. */
function isRevoked({ AdoptedKey, RevokeOnDelete }: ManagedKeyOwnership): boolean {
  return AdoptedKey === undefined && RevokeOnDelete;
}

async function detachChild(
  { send, pause }: DeleteDeps,
  request: DeleteRequest,
  key: { readonly keyId: string; readonly tenant: string; readonly revoke: boolean },
): Promise<ResourceResponse> {
  const command = { command: 'unmanage-key', ...callerOf(request), ...key } as const;
  const response = await untilNotBusy(() => send(command), pause);
  if (response.outcome === 'done' || ALREADY.includes(response.outcome))
    return gone(request.PhysicalResourceId);
  return failed(request, errorMessage(response, { tenant: key.tenant, key: key.keyId }));
}

/** A failed deletion leaves a stack that somebody has to see to: what passes by itself is waited for. */
async function untilNotBusy(
  ask: () => Promise<RotationResponse>,
  pause: () => Promise<void>,
): Promise<RotationResponse> {
  let response = await ask();
  for (
    let attempt = 1;
    response.outcome === 'rotation-in-progress' && attempt < BUSY_ATTEMPTS;
    attempt += 1
  ) {
    await pause();
    response = await ask();
  }
  return response;
}
