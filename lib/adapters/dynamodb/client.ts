import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

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
