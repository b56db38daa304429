import {
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { SECRETS_MANAGER_ERRORS } from '../../lib/core/rotation/blocked-reasons.ts';
import { idempotencyToken, manageCommand, type SendCommand } from './commands.ts';
import { errorMessage, subjectOf } from './error-message.ts';
import { failed, lost, NO_RESPONSE, succeeded } from './result.ts';

export interface CreateDeps {
  readonly send: SendCommand;
  readonly clock: () => number;
}

/** Makes or adopts a key. Asked again with the same request, it answers with the key of the first time. */
export async function createResource(
  { send, clock }: CreateDeps,
  request: ResourceRequest,
): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const { properties } = read;
  const mayHaveMade = (reason: string) =>
    lost({ token: idempotencyToken(request, properties), lostAtMs: clock() }, reason);
  try {
    const response = await send(manageCommand(request, properties));
    if (response.outcome === 'done') return succeeded(response);
    const reason = errorMessage(response, subjectOf(properties));
    return MAY_HAVE_MADE.includes(response.outcome) ? mayHaveMade(reason) : failed(request, reason);
  } catch {
    return mayHaveMade(NO_RESPONSE);
  }
}

/** What may stop a creation after its key was made: the deletion that follows looks for that key. */
const MAY_HAVE_MADE: readonly RotationResponse['outcome'][] = [
  ...SECRETS_MANAGER_ERRORS,
  'rotation-in-progress',
  'conflict',
];
