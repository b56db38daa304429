import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { Fields } from '../../lib/adapters/dynamodb/fields.ts';
import type { Attributes } from '../../lib/adapters/dynamodb/read-item.ts';
import { AUDIT_ACTIONS, type AuditEvent } from '../../lib/core/audit/event.ts';

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

export function decodeAuditEvent(item: Attributes): AuditEvent {
  const data = Fields.of('audit', item).map('data');
  const [subject, caller] = [data.map('subject'), data.map('caller')];
  return {
    id: data.text('id'),
    atMs: data.integer('atMs'),
    tenant: data.text('tenant'),
    action: data.oneOf('action', AUDIT_ACTIONS),
    subject: { kind: subject.oneOf('kind', ['tenant', 'owner', 'key', 'session']), id: subject.text('id') },
    caller: { id: caller.text('id'), sourceAddress: caller.text('sourceAddress') },
    before: data.textOrNull('before') === null ? null : data.jsonObject('before'),
    after: data.textOrNull('after') === null ? null : data.jsonObject('after'),
  };
}
