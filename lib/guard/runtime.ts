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
 * @throws GuardSetupError with the missing or invalid environment variable and the next step
 */
export function processRuntime(): GuardRuntime {
  runtime ??= createRuntime(process.env);
  return runtime;
}

function createRuntime(variables: NodeJS.ProcessEnv): GuardRuntime {
  const { keyTable, limitsTable, ...environment } = setUp(
    () => accessVariables.read(variables),
    (reason) =>
      `The guard has no deployment (${reason}). Call keys.guard(fn) for this function in its CDK app.`,
  );
  const credentials = variables.AWS_LAMBDA_FUNCTION_NAME ? environmentCredentials : credentialChain();
  const client = setUp(
    () => createDynamoDBHttpClient({ credentials, variables }),
    (reason) => `The guard has no endpoint of its tables. ${reason}`,
  );
  return {
    ...environment,
    lookup: createLookup(createKeyReader(createItemReader(client, keyTable)), environment),
    buckets: createBucketStore(client, limitsTable),
    clock: Date.now,
    stopwatch: () => performance.now(),
    write: (line) => process.stdout.write(line),
  };
}

/** @throws GuardSetupError with the message for the reason why the value cannot be created */
function setUp<Value>(create: () => Value, message: (reason: string) => string): Value {
  try {
    return create();
  } catch (cause) {
    throw new GuardSetupError(message(cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}
