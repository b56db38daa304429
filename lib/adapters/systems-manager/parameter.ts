import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { UnavailableError } from '../../core/store.ts';

/**
 * Reads a parameter, decrypted.
 *
 * @throws UnavailableError if Systems Manager doesn't answer, or there is no such parameter
 */
export async function readParameter(client: SSMClient, name: string): Promise<string> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    if (Parameter?.Value) return Parameter.Value;
  } catch (cause) {
    throw new UnavailableError(`the parameter ${name} could not be read`, { cause });
  }
  throw new UnavailableError(`the parameter ${name} is empty`);
}
