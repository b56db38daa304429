import { createKeyReader } from '../adapters/dynamodb/read-key.ts';
import { createBucketStore } from '../adapters/dynamodb-http/bucket-store.ts';
import { createDynamoDBHttpClient } from '../adapters/dynamodb-http/client.ts';
import { credentialChain } from '../adapters/dynamodb-http/credential-chain.ts';
import { environmentCredentials } from '../adapters/dynamodb-http/credentials.ts';
import { createItemReader } from '../adapters/dynamodb-http/read-item.ts';
import { type AccessEnvironment, accessVariables } from '../contracts/environment/access.ts';
import { createLookup } from '../core/access/lookup.ts';
import type { AccessCheckDeps } from '../enforcement/access-check.ts';
import { GuardSetupError } from './setup-error.ts';

/** The dependencies of a guard. */
export interface GuardRuntime
  extends Omit<AccessCheckDeps, 'via' | 'requirementFor'>,
    Pick<AccessEnvironment, 'routes'> {}

let runtime: GuardRuntime | undefined;

/**
 * The runtime of this process, created on first use, so that a guarded module loads without a deployment.
 *
 * @throws GuardSetupError with the missing environment variable and the call that sets it
 */
export function processRuntime(): GuardRuntime {
  runtime ??= createRuntime(process.env);
  return runtime;
}

function createRuntime(variables: NodeJS.ProcessEnv): GuardRuntime {
  const { keyTable, limitsTable, ...environment } = readEnvironment(variables);
  const credentials = variables.AWS_LAMBDA_FUNCTION_NAME ? environmentCredentials : credentialChain();
  const client = createDynamoDBHttpClient({ credentials, variables });
  return {
    ...environment,
    lookup: createLookup(createKeyReader(createItemReader(client, keyTable))),
    buckets: createBucketStore(client, limitsTable),
    clock: Date.now,
    stopwatch: () => performance.now(),
    write: (line) => process.stdout.write(line),
  };
}

function readEnvironment(variables: NodeJS.ProcessEnv): AccessEnvironment {
  try {
    return accessVariables.read(variables);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GuardSetupError(
      `The guard has no deployment (${reason}). Call keys.guard(fn) for this function in its CDK app.`,
      { cause },
    );
  }
}
