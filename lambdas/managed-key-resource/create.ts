import {
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationResponse } from '../../lib/contracts/rotation-command.ts';
import { SECRETS_MANAGER_ERRORS } from '../../lib/core/rotation/blocked-reasons.ts';
import { idempotencyToken, manageCommand, type SendCommand } from './commands.ts';
import { errorMessage, subjectOf } from './error-message.ts';
import { failureResponse, lostCreationResponse, NO_RESPONSE, successResponse } from './result.ts';

export interface CreateDeps {
  readonly send: SendCommand;
  readonly clock: () => number;
}

/** Creates or adopts a key. A repeated request returns the key of the first request. */
export async function createResource(
  { send, clock }: CreateDeps,
  request: ResourceRequest,
): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failureResponse(request, read.wrong);
  const { properties } = read;
  const possiblyCreated = (reason: string) =>
    lostCreationResponse({ token: idempotencyToken(request, properties), lostAtMs: clock() }, reason);
  try {
    const response = await send(manageCommand(request, properties));
    if (response.outcome === 'done') return successResponse(response);
    const reason = errorMessage(response, subjectOf(properties));
    return POSSIBLY_CREATED.includes(response.outcome)
      ? possiblyCreated(reason)
      : failureResponse(request, reason);
  } catch {
    return possiblyCreated(NO_RESPONSE);
  }
}

/** Outcomes that can occur after the key was created. The deletion that follows then searches for that key. */
const POSSIBLY_CREATED: readonly RotationResponse['outcome'][] = [
  ...SECRETS_MANAGER_ERRORS,
  'rotation-in-progress',
  'conflict',
];
