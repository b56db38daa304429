import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import * as z from 'zod';
import type { Attributes } from '../../../../lib/adapters/dynamodb/item.ts';
import { itemBytes } from '../../../../scripts/cost/stored-bytes.ts';

/** The indexes of a table, as in lib/contracts. */
interface TableShape {
  readonly indexes: readonly {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string;
    readonly projected: readonly string[];
  }[];
}

/** The reads of a table. */
export interface TableReads {
  requests: number;
  /** Units of 4 KB that DynamoDB charges; an eventually consistent read takes half a unit. */
  readUnits: number;
}

const value = z.object({ S: z.string() });
const requestBody = z.object({
  TableName: z.string(),
  Key: z.object({ pk: value, sk: value }).optional(),
  RequestItems: z
    .record(z.string(), z.object({ Keys: z.array(z.object({ pk: value, sk: value })) }))
    .optional(),
  IndexName: z.string().optional(),
  ExpressionAttributeValues: z.record(z.string(), value).optional(),
  ExclusiveStartKey: z.record(z.string(), value).optional(),
  ScanIndexForward: z.boolean().optional(),
  Limit: z.int().optional(),
});
type RequestBody = z.output<typeof requestBody>;

/**
 * A table behind the real client that answers reads and counts their cost. It stores index positions only and generates
 * each item on read, so that millions of items fit into memory.
 * @param items all items, and a function that returns an item by its primary key
 */
export function storedTenantTable(
  shape: TableShape,
  {
    all,
    at,
  }: { readonly all: Iterable<Attributes>; readonly at: (pk: string, sk: string) => Attributes | undefined },
) {
  const places = placesOf(shape, all);
  const reads: TableReads = { requests: 0, readUnits: 0 };
  const charge = (items: readonly Attributes[], unit: number): readonly Attributes[] => {
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
    reads.readUnits += Math.max(1, Math.ceil(bytes / 4096)) * unit;
    return items;
  };
  const found = (keys: readonly NonNullable<RequestBody['Key']>[]): Attributes[] =>
    keys.map(({ pk, sk }) => at(pk.S, sk.S)).filter((item) => item !== undefined);

  const answers: Readonly<Record<string, (body: RequestBody) => object>> = {
    GetItem: ({ Key }) => ({ Item: charge(found(Key ? [Key] : []), 1)[0] }),
    BatchGetItem: ({ RequestItems = {} }) => {
      const read = Object.entries(RequestItems).map(([table, { Keys }]) => {
        return [table, found(Keys).flatMap((item) => charge([item], 0.5))] as const;
      });
      return { Responses: Object.fromEntries(read) };
    },
    Query: (body) => ({ Items: charge(query(shape, places, at, body), 0.5) }),
  };
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new Error('no request');
    reads.requests += 1;
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const text = new TextDecoder().decode(request.body);
    const answer = answers[operation]?.(requestBody.parse({ TableName: '', ...JSON.parse(text) }));
    if (!answer) throw new Error(`a report sent an unsupported request: ${operation}`);
    return {
      response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(answer)) }),
    };
  };
  const credentials = { accessKeyId: 'proof', secretAccessKey: 'proof' };
  return {
    client: new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler: { handle } }),
    reads,
  };
}

interface Place {
  readonly position: string;
  readonly pk: string;
  readonly sk: string;
}
type Places = ReadonlyMap<string, readonly Place[]>;

function placesOf({ indexes }: TableShape, all: Iterable<Attributes>): Places {
  const places = new Map<string, Place[]>();
  for (const item of all) {
    for (const { name, partitionKey, sortKey } of indexes) {
      const [partition, position] = [item[partitionKey]?.S, item[sortKey]?.S];
      if (partition === undefined || position === undefined) continue;
      const held = places.get(`${name} ${partition}`) ?? [];
      held.push({ position, pk: item.pk?.S ?? '', sk: item.sk?.S ?? '' });
      places.set(`${name} ${partition}`, held);
    }
  }
  for (const held of places.values()) held.sort((one, other) => (one.position < other.position ? -1 : 1));
  return places;
}

function query(
  { indexes }: TableShape,
  places: Places,
  at: (pk: string, sk: string) => Attributes | undefined,
  {
    IndexName,
    ExpressionAttributeValues: values = {},
    ExclusiveStartKey,
    ScanIndexForward,
    Limit,
  }: RequestBody,
): readonly Attributes[] {
  const index = indexes.find(({ name }) => name === IndexName);
  if (!index) return [];
  const held = places.get(`${index.name} ${values[':partition']?.S}`) ?? [];
  const ordered = ScanIndexForward === false ? held.toReversed() : held;
  const [after, before] = [values[':after']?.S ?? '', values[':before']?.S ?? '~'];
  const begin = ExclusiveStartKey?.[index.sortKey]?.S;
  const within: Attributes[] = [];
  for (const { position, pk, sk } of ordered) {
    if (within.length === Limit) break;
    if (position < after || position > before || (begin !== undefined && position <= begin)) continue;
    const item = at(pk, sk);
    if (item)
      within.push(projected(item, ['pk', 'sk', index.partitionKey, index.sortKey, ...index.projected]));
  }
  return within;
}

function projected(item: Attributes, names: readonly string[]): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
