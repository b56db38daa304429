import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * The client of an authorizer. Its function has a timeout of 5 s, and a decision takes at most two sequential reads.
 * Two attempts of 800 ms for each read and the backoff between them end before the timeout, so that the authorizer
 * fails closed. Call `send` without options: only then does the SDK build its middleware once.
 */
export function createReaderClient(): DynamoDBClient {
  return new DynamoDBClient({
    credentials: credentialsFromEnvironment,
    cacheMiddleware: true,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 400,
      requestTimeout: 800,
      socketTimeout: 800,
      throwOnRequestTimeout: true,
    },
  });
}

/**
 * The client of all components that write. An update takes two reads and a commit within the function timeout of 15 s,
 * with three attempts of 1.5 s each.
 */
export function createStoreClient(): DynamoDBClient {
  return new DynamoDBClient({
    cacheMiddleware: true,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: 1500,
      socketTimeout: 1500,
      throwOnRequestTimeout: true,
    },
  });
}

/** Lambda sets these variables for the life of the instance. The default chain of the SDK tries five more sources. */
async function credentialsFromEnvironment() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set in the environment');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
}
