import {
  DeleteParametersCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { rootClient } from './environment.ts';

/** Stored in the emulator, so that it is removed together with the deployment. */
const PARAMETER = '/local-start/deployed-inputs';

/** The fingerprint of the deployed inputs of an emulator. Removed before a deployment and written after it. */
export class DeployedInputs {
  readonly #ssm: SSMClient;

  constructor(endpointUrl: string) {
    this.#ssm = new SSMClient(rootClient(endpointUrl));
  }

  async read(): Promise<string | undefined> {
    const { Parameters = [] } = await this.#ssm.send(new GetParametersCommand({ Names: [PARAMETER] }));
    return Parameters[0]?.Value;
  }

  async forget(): Promise<void> {
    await this.#ssm.send(new DeleteParametersCommand({ Names: [PARAMETER] }));
  }

  async write(fingerprint: string): Promise<void> {
    const command = { Name: PARAMETER, Value: fingerprint, Type: 'String', Overwrite: true } as const;
    await this.#ssm.send(new PutParameterCommand(command));
  }
}
