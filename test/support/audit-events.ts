import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  AUDIT_SHARDS,
  auditPartition,
  auditPositionOf,
  decodeAuditEvent,
} from '../../lib/adapters/dynamodb/audit-item.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';

/** Reads a tenant's events of one day (`yyyy-mm-dd`) from the table, in the order of time. */
export async function readAuditEvents(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  tenant: string,
  day: string,
): Promise<readonly AuditEvent[]> {
  const shards = Array.from({ length: AUDIT_SHARDS }, async (_, shard) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: auditPartition(tenant, day, shard) } },
        ConsistentRead: true,
      }),
    );
    return Items.map(decodeAuditEvent);
  });
  const events = (await Promise.all(shards)).flat();
  return events.sort((one, other) => (auditPositionOf(one) < auditPositionOf(other) ? -1 : 1));
}
