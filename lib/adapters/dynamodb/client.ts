import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * The client of an authorizer. Its Lambda has 5 s and deciding takes two reads at most, one after the other;
 * with two attempts of 800 ms each and the pause between them, both fail before that, and so fail closed.
 * Send without options: only then does the SDK build its middleware once.
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
 * The client of everything that writes. A change reads twice and commits within the 15 s of a Lambda, with
 * three attempts of 1.5 s each.
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

/** Lambda sets them and they outlive the instance; the SDK's chain would look in five more places. */
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
