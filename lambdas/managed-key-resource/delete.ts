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
 * resource says so. Also called for what a failed creation never made.
 */
export async function deleteKey(
  { send, pause }: DeleteDeps,
  request: DeleteRequest,
): Promise<ResourceResponse> {
  const { PhysicalResourceId: keyId } = request;
  if (!keyIdSchema.safeParse(keyId).success) return gone(keyId);
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const { properties } = read;
  const revoke = 'RevokeOnDelete' in properties && properties.RevokeOnDelete;
  const { Tenant: tenant } = properties;
  const command = { command: 'unmanage-key', ...whoAsks(request), tenant, keyId, revoke } as const;
  const answer = await untilNotBusy(() => send(command), pause);
  if (answer.outcome === 'done' || ALREADY.includes(answer.outcome)) return gone(keyId);
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
