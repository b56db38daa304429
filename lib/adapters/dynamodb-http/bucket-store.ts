import type { BucketStore } from '../../core/limits/bucket.ts';
import { UnavailableError } from '../../core/store.ts';
import { bucketUpdateInput, decodeBucket } from '../dynamodb/bucket-update.ts';
import type { CallOptions, DynamoDBHttpClient } from './client.ts';
import { DynamoDBError } from './dynamodb-error.ts';

/** A charge is sent once, because a failed attempt may have been applied. */
const CHARGE: CallOptions = { timeoutMs: 300, attempts: 1 };

/** The buckets of a limits table: one write unit for each update, applied or not. */
export function createBucketStore(client: DynamoDBHttpClient, table: string): BucketStore {
  return {
    async update(bucket, update) {
      try {
        const input = bucketUpdateInput(table, bucket, update);
        const { Attributes } = await client.call('UpdateItem', input, CHARGE);
        return { applied: true, state: decodeBucket(Attributes) };
      } catch (cause) {
        if (cause instanceof DynamoDBError && cause.name === 'ConditionalCheckFailedException') {
          return { applied: false, state: decodeBucket(cause.item) };
        }
        throw new UnavailableError('the limits table did not respond in time', { cause });
      }
    },
  };
}
