import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  type RotationAnswer,
  type RotationCommandInput,
  rotationAnswer,
} from '../../contracts/rotation-command.ts';
import { UnavailableError } from '../../core/store.ts';

/**
 * Asks the function that rotates, and waits for what came of it. A command is safe to repeat, also where it may have
 * been done.
 *
 * @throws UnavailableError where it did not answer, or failed
 */
export type AskRotation = (command: RotationCommandInput) => Promise<RotationAnswer>;

export function createAskRotation(client: LambdaClient, functionArn: string): AskRotation {
  return async (command) => {
    const invocation = new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(command) });
    const { FunctionError, Payload } = await client.send(invocation).catch(unavailable);
    // Its error's message is in its own log: here it might tell what is none of the caller's business.
    if (FunctionError !== undefined || !Payload) throw new UnavailableError('the rotation function failed');
    return rotationAnswer.parse(JSON.parse(Payload.transformToString()));
  };
}

function unavailable(cause: unknown): never {
  throw new UnavailableError('the rotation function did not answer', { cause });
}
