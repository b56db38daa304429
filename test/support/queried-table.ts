import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Attributes } from '../../lib/adapters/dynamodb/item.ts';
import type { KeyTable } from '../../lib/adapters/dynamodb/read-item.ts';
import { stubbedClient } from './stubbed-client.ts';

/** DynamoDB rejects empty texts in conditions on keys. */
const value = z.object({ S: z.string().min(1) });
const queryBody = z.object({
  ExpressionAttributeNames: z.object({ '#partition': z.string(), '#sort': z.string() }),
  ExpressionAttributeValues: z.object({ ':partition': value, ':from': value, ':until': value }),
  ExclusiveStartKey: z.record(z.string(), value).optional(),
  Limit: z.int().min(1),
});

/**
 * A table behind the real SDK client that responds to range queries of one partition, newest first, as DynamoDB does.
 * It rejects a start key outside the range, and returns a last evaluated key whenever the limit is reached.
 */
export function queriedTable(items: readonly Attributes[]): KeyTable & { readonly queries: string[] } {
  const queries: string[] = [];
  const client = new DynamoDBClient(
    stubbedClient(({ body: sent }) => {
      const text = new TextDecoder().decode(sent);
      queries.push(text);
      const response = responseTo(items, queryBody.parse(JSON.parse(text)));
      const json = JSON.stringify(response ?? { __type: 'ValidationException' }, bytesInBase64);
      const body = Buffer.from(json);
      return { status: response ? 200 : 400, body };
    }),
  );
  return { client, table: 'keys', queries };
}

/** The response; undefined if DynamoDB rejects the query. */
function responseTo(items: readonly Attributes[], query: z.output<typeof queryBody>) {
  const { '#partition': partitionKey, '#sort': sortKey } = query.ExpressionAttributeNames;
  const { ':partition': partition, ':from': from, ':until': until } = query.ExpressionAttributeValues;
  const textOf = (item: Record<string, AttributeValue>, name: string) => item[name]?.S ?? '';
  const start = query.ExclusiveStartKey;
  const after = start?.[sortKey]?.S;
  const isOutside = after !== undefined && (after < from.S || after > until.S);
  if (isOutside || (start && start[partitionKey]?.S !== partition.S)) return undefined;
  const found = items
    .filter((item) => textOf(item, partitionKey) === partition.S)
    .filter((item) => textOf(item, sortKey) >= from.S && textOf(item, sortKey) <= until.S)
    .filter((item) => after === undefined || textOf(item, sortKey) < after)
    .toSorted((one, other) => (textOf(one, sortKey) < textOf(other, sortKey) ? 1 : -1));
  const Items = found.slice(0, query.Limit);
  const last = Items.at(-1);
  const isCut = last && Items.length === query.Limit;
  return { Items, ...(isCut && { LastEvaluatedKey: keyOf(last, [partitionKey, sortKey, 'pk', 'sk']) }) };
}

function keyOf(item: Attributes, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

const buffer = z.object({ type: z.literal('Buffer'), data: z.array(z.int()) });

function bytesInBase64(_: string, each: unknown): unknown {
  const { data } = buffer.safeParse(each);
  return data ? Buffer.from(data.data).toString('base64') : each;
}
