import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { UnavailableError } from '../../core/store.ts';
import type { KeyTable } from './read-item.ts';

/**
 * Reads up to 1 MB of a partition.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function query(
  { client, table }: KeyTable,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<QueryCommandOutput> {
  try {
    return await client.send(new QueryCommand({ ...input, TableName: table }));
  } catch (cause) {
    throw new UnavailableError('the table could not be listed; try again', { cause });
  }
}
