import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { expect, it } from 'vitest';
import type { Attributes } from '../../../lib/adapters/dynamodb/item.ts';
import { decodePartialUsage } from '../../../lib/adapters/dynamodb/usage/partial-usage-item.ts';
import { encodeUsage } from '../../../lib/adapters/dynamodb/usage/usage-item.ts';
import { createUsageStore } from '../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { COUNT_WINDOW_MS } from '../../../lib/core/usage/limits.ts';
import { mergePartialUsage } from '../../../lib/core/usage/partial-usage.ts';
import { recordUsage } from '../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../lib/core/usage/usage-cache.ts';
import type { CostOptions } from '../../../scripts/cost/options.ts';
import { itemBytes } from '../../../scripts/cost/stored-bytes.ts';
import { simulateTraffic } from '../../../scripts/cost/traffic.ts';
import { type UsageWrites, usageMonth } from '../../../scripts/cost/usage.ts';
import { usageUnits } from '../../../scripts/cost/usage-units.ts';
import { seeded } from '../../../scripts/samples/seeded.ts';
import { decided } from '../../support/logged-decisions.ts';

const SOURCE = { logGroup: 'authorizer-log', via: 'authorizer', probed: true } as const;
/** A quarter of the default, with the same entries of each tenant and window. */
const OPTIONS: CostOptions = {
  ...{ requests: 2.5e6, keys: 2.5e5, tenants: 25, traffic: 'quiet' },
  ...{ deniedPercent: 0, deliverySeconds: 2, ms: 10, tenantSuspension: false },
};
/** Windows of five minutes that begin at any time, so that every second one is in two segments of ten minutes. */
const START_MS = Date.UTC(2027, 0, 31, 12, 2);
const WINDOWS = 2;

interface Request {
  readonly TableName: string;
  readonly Key: Attributes;
  readonly Item: Attributes;
  readonly ConsistentRead?: boolean;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>;
}

/** A usage table behind the real client that counts units as DynamoDB charges them: for each KB, and each index entry. */
function chargingTable() {
  const items = new Map<string, Attributes>();
  const writes = { lastUses: 0, moves: 0, counts: 0, accessLog: 0, partialUsage: 0 };
  const units = { writes, reads: 0 };
  const nameOf = ({ pk, sk }: Attributes) => `${pk?.S} ${sk?.S}`;
  const write = (item: Attributes) => {
    const before = items.get(nameOf(item));
    items.set(nameOf(item), item);
    writes[kindOf(item)] += Math.ceil(itemBytes(item) / 1024);
    if (before?.gsi1sk?.S !== item.gsi1sk?.S)
      writes.moves += (before?.gsi1sk ? 1 : 0) + (item.gsi1sk ? 1 : 0);
  };
  const operations: Readonly<Record<string, (request: Request) => object>> = {
    GetItem: ({ Key, ConsistentRead }) => {
      units.reads += ConsistentRead ? 1 : 0.5;
      return { Item: items.get(nameOf(Key)) };
    },
    PutItem: ({ Item }) => {
      // Binary values are base64 in a request.
      const decoded = Object.entries(Item).map(([name, value]) => [
        name,
        value.B === undefined ? value : { B: Buffer.from(String(value.B), 'base64') },
      ]);
      write(Object.fromEntries(decoded));
      return {};
    },
    UpdateItem: ({ Key, ExpressionAttributeNames, ExpressionAttributeValues }) => {
      const changed = Object.entries(ExpressionAttributeNames).map(([name, attribute]) => [
        attribute,
        ExpressionAttributeValues[name.replace('#', ':')],
      ]);
      write({ ...items.get(nameOf(Key)), ...Key, ...Object.fromEntries(changed) });
      return {};
    },
  };
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new Error('no request');
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const answer = operations[operation];
    if (!answer) throw new Error(`usage sent an unexpected request: ${operation}`);
    const body = JSON.stringify(answer(JSON.parse(new TextDecoder().decode(request.body))));
    return { response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(body) }) };
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler: { handle } });
  return { client, items, units, nameOf };
}

function kindOf({ pk, sk }: Attributes): Exclude<keyof UsageWrites, 'moves'> {
  if (pk?.S?.startsWith('partial#')) return 'partialUsage';
  if (pk?.S?.startsWith('log#')) return 'accessLog';
  return sk?.S === 'usage' ? 'lastUses' : 'counts';
}

it('estimates the writes and reads that recording quiet traffic takes', async () => {
  const random = seeded(231);
  const traffic = simulateTraffic(OPTIONS.traffic, OPTIONS.requests, OPTIONS.keys);
  const { client, items, units, nameOf } = chargingTable();
  const store = createUsageStore({ client, table: 'usage' });
  const deps = { store, known: createUsageCache(store), clock: () => START_MS, backoff: async () => {} };

  let requests = 0;
  for (let window = 0; window < WINDOWS; window += 1) {
    const windowMs = START_MS + window * COUNT_WINDOW_MS;
    for (let ms = 0; ms < COUNT_WINDOW_MS; ms += OPTIONS.deliverySeconds * 1000) {
      const lines = Math.floor(traffic.rate * OPTIONS.deliverySeconds + random());
      const decisions = Array.from({ length: lines }, () => {
        requests += 1;
        return requestOf(requests, windowMs + ms, random);
      });
      for (const { tenant, key } of decisions) {
        const isFirstOfMonth = random() < traffic.months;
        const usage = usageOf(
          tenant,
          key,
          isFirstOfMonth ? START_MS - 31 * MS_PER_DAY : START_MS - MS_PER_DAY,
        );
        items.set(nameOf(usage), usage);
      }
      const logged = decisions.map(({ decision }) => decision);
      const delivery = { logGroup: SOURCE.logGroup, decisions: logged, unread: 0 };
      const { dropped } = await recordUsage({ ...deps, clock: () => windowMs + ms + 2000 }, delivery, SOURCE);
      expect(dropped).toBe(0);
    }
    const partial = [...items].filter(([name]) => name.startsWith('partial#'));
    for (const [name] of partial) items.delete(name);
    await mergePartialUsage(
      store,
      partial.map(([, item]) => decodePartialUsage(item)),
    );
  }

  const month = usageMonth(OPTIONS, traffic, usageUnits());
  const estimated = { ...month.writeUnits, reads: month.readUnits };
  const counted = { ...units.writes, reads: units.reads };
  const ratios = Object.entries(estimated).map(([name, perMonth]) => {
    const count = Object.entries(counted).find(([each]) => each === name)?.[1] ?? 0;
    return [name, perMonth / OPTIONS.requests / (count / requests)] as const;
  });
  for (const [name, ratio] of ratios) {
    expect(ratio, name).toBeGreaterThan(0.8);
    expect(ratio, name).toBeLessThan(1.25);
  }
});

function requestOf(n: number, atMs: number, random: () => number) {
  const digits = (length: number, radix: number) =>
    Array.from({ length }, () => Math.floor(random() * radix).toString(radix)).join('');
  const tenant = `tenant-${n % OPTIONS.tenants}`;
  const key = digits(12, 36);
  const decision = decided({
    ...{ id: digits(16, 16), atMs: atMs + Math.floor(random() * 2000), tenant, key },
    requestId: [8, 4, 4, 4, 12].map((length) => digits(length, 16)).join('-'),
    sourceAddress: [0, 0, 0, 0].map(() => Math.floor(random() * 256)).join('.'),
    userAgent: random() < 0.5 ? 'example-client/1.2.3' : 'curl/8.5.0',
  });
  return { tenant, key, decision };
}

/** The usage of a key that was used in this month or in the one before. */
function usageOf(tenant: string, key: string, lastUsedAtMs: number): Attributes {
  const tracked = newKeyUsage({ tenant, id: key, permissions: ['read'] }, lastUsedAtMs - MS_PER_DAY);
  return encodeUsage({ ...tracked, lastUsedAtMs, permissions: { read: lastUsedAtMs } });
}
