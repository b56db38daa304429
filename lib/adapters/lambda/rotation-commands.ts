import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  type RotationCommands,
  type RotationResponse,
  rotationResponse,
} from '../../contracts/rotation-command.ts';
import { UnavailableError } from '../../core/store.ts';

/**
 * Invokes the function and waits for its response. Configure the client without retries after a timeout: the rotation
 * can be in progress, and a retry would start it a second time.
 */
export function createRotationCommands(client: LambdaClient, functionArn: string): RotationCommands {
  return {
    send: async (command) => {
      const invoked = await client
        .send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(command) }))
        .catch(rejectAsUnavailable);
      // The function has logged its own error; the text of the error must not reach the caller.
      if (invoked.FunctionError) throw new UnavailableError('the rotation function failed; try again');
      return parseResponse(Buffer.from(invoked.Payload ?? []).toString());
    },
  };
}

function parseResponse(payload: string): RotationResponse {
  try {
    return rotationResponse.parse(JSON.parse(payload));
  } catch (cause) {
    throw new UnavailableError('the response of the rotation function is invalid; try again', { cause });
  }
}

function rejectAsUnavailable(cause: unknown): never {
  throw new UnavailableError('the rotation function does not respond; try again', { cause });
}
