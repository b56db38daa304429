import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { UnavailableError } from '../../core/store.ts';

/**
 * Reads and decrypts a parameter.
 *
 * @throws UnavailableError if Systems Manager does not respond or the parameter does not exist
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
