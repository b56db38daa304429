import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  type RotationCommands,
  type RotationResponse,
  rotationResponse,
} from '../../contracts/rotation-command.ts';
import { UnavailableError } from '../../core/store.ts';

/**
 * Has the function of this ARN do what is asked for, and waits for its answer. The client must not repeat a call by
 * itself that was given up: a rotation may be in progress, and would be begun twice.
 */
export function createRotationCommands(client: LambdaClient, functionArn: string): RotationCommands {
  return {
    give: async (command) => {
      const invoked = await client
        .send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(command) }))
        .catch(unanswered);
      // What it threw it has told itself; the text of an error is nobody's business here.
      if (invoked.FunctionError) throw new UnavailableError('the function that rotates failed; try again');
      return readAnswer(Buffer.from(invoked.Payload ?? []).toString());
    },
  };
}

function readAnswer(payload: string): RotationResponse {
  try {
    return rotationResponse.parse(JSON.parse(payload));
  } catch (cause) {
    throw new UnavailableError('the function that rotates gave no answer; try again', { cause });
  }
}

function unanswered(cause: unknown): never {
  throw new UnavailableError('the function that rotates does not answer; try again', { cause });
}
