import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { decodeAuditEvent } from '../../lib/adapters/dynamodb/audit-item.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';

/** Reads a tenant's events of one day (`yyyy-mm-dd`) from the table, in the order of time. */
export async function readAuditEvents(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  tenant: string,
  day: string,
): Promise<readonly AuditEvent[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `audit#${tenant}#${day}` } },
      ConsistentRead: true,
    }),
  );
  return Items.map(decodeAuditEvent);
}
