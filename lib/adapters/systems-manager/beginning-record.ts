import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { beginningParameter, chainBeginning } from '../../contracts/chain-beginning.ts';
import type { BeginningRecord, ChainBeginning } from '../../core/audit/chain/beginning.ts';
import { UnavailableError } from '../../core/store.ts';

/**
 * The beginning of the chain in a Systems Manager parameter. Its methods throw UnavailableError if Systems Manager does
 * not respond, or if the parameter cannot be parsed.
 */
export function createBeginningRecord(client: SSMClient, auditTable: string): BeginningRecord {
  const name = beginningParameter(auditTable);
  let known: ChainBeginning | undefined;
  return {
    read: async () => {
      // A recorded beginning does not change, so that each process reads it once.
      known ??= await readBeginning(client, name);
      return known;
    },
    record: (beginning) => putOnce(client, name, beginning),
  };
}

async function readBeginning(client: SSMClient, name: string): Promise<ChainBeginning | undefined> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return chainBeginning.parse(JSON.parse(Parameter?.Value ?? ''));
  } catch (cause) {
    if (cause instanceof ParameterNotFound) return undefined;
    throw new UnavailableError(`the parameter ${name} could not be read`, { cause });
  }
}

async function putOnce(client: SSMClient, name: string, beginning: ChainBeginning): Promise<void> {
  const parameter = {
    Name: name,
    Description: 'The first link of the audit chain. Written once; postern audit verify compares it.',
    Value: JSON.stringify(beginning),
    Type: 'String',
  } as const;
  try {
    await client.send(new PutParameterCommand({ ...parameter, Overwrite: false }));
  } catch (cause) {
    if (cause instanceof ParameterAlreadyExists) return;
    throw new UnavailableError(`the parameter ${name} could not be written`, { cause });
  }
}
