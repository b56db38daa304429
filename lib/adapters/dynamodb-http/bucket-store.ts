import { LIMITS_TABLE } from '../../contracts/limits-table.ts';
import type { BucketReader, BucketStore } from '../../core/limits/bucket.ts';
import { UnavailableError } from '../../core/store.ts';
import { bucketUpdateInput, decodeBucket } from '../dynamodb/bucket-update.ts';
import type { CallOptions, DynamoDBHttpClient } from './client.ts';
import { DynamoDBError } from './dynamodb-error.ts';

/**
 * The errors after which the update is not applied: a condition failed, or an audited change of the bucket was in progress. The
 * second one returns no state, so that the next attempt finds it.
 */
const NOT_APPLIED = ['ConditionalCheckFailedException', 'TransactionConflictException'];

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
        if (cause instanceof DynamoDBError && NOT_APPLIED.includes(cause.name)) {
          return { applied: false, state: decodeBucket(cause.item) };
        }
        throw new UnavailableError('the limits table did not respond in time', { cause });
      }
    },
  };
}

const READ: CallOptions = { timeoutMs: 800, attempts: 2 };

/** Reads the buckets of a limits table: one read unit each. */
export function createBucketReader(client: DynamoDBHttpClient, table: string): BucketReader {
  return {
    async read(bucket) {
      const input = {
        TableName: table,
        Key: { [LIMITS_TABLE.partitionKey]: { S: bucket } },
        ConsistentRead: true,
      };
      try {
        const { Item } = await client.call('GetItem', input, READ);
        return decodeBucket(Item);
      } catch (cause) {
        throw new UnavailableError('the limits table could not be read; try again', { cause });
      }
    },
  };
}
