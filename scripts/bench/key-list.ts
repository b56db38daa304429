import { performance } from 'node:perf_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import * as z from 'zod';
import { viewKey } from '../../lambdas/control-api/views.ts';
import type { Attributes } from '../../lib/adapters/dynamodb/item.ts';
import { encodeKey } from '../../lib/adapters/dynamodb/key-item.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { findKeys, type KeyFilter } from '../../lib/core/keys/find.ts';
import { issuedKey, NOW_MS } from '../samples/issued-key.ts';
import type { Table } from './report.ts';
import { interleave, summarize } from './samples.ts';
import { TARGETS } from './targets.ts';

const KEYS = 100_000;
const PAGE = 25;

const queryBody = z.object({
  ExpressionAttributeValues: z.object({ ':partition': z.object({ S: z.string() }) }),
  ExclusiveStartKey: z.object({ gsi1sk: z.object({ S: z.string() }) }).optional(),
  Limit: z.int(),
});

/** The own time of the first page of a tenant with 100,000 keys: queries, decoding, statuses and the response. */
export async function keyListTimes(rounds: number): Promise<Table> {
  const table = { client: indexedTable(keyItems()), table: 'keys', backoff: async () => {} };
  const deps = { store: createStore(table), usage: undefined, tenantSuspension: false, clock: () => NOW_MS };
  const timeOf = async (filter: KeyFilter) => {
    const startMs = performance.now();
    const page = await findKeys(deps, 'acme', { filter, cursor: undefined, limit: PAGE });
    if (page === 'invalid-cursor') throw new Error('Invalid measurement: no page was listed');
    JSON.stringify(page.items.map(({ key, status }) => viewKey(key, status, null)));
    return performance.now() - startMs;
  };
  const cases = [
    { name: 'the first page', filter: {}, bar: TARGETS.keyListMs },
    { name: 'the first page of a search with matches', filter: { search: 'key 9' }, bar: TARGETS.keyListMs },
    {
      name: 'the first page of a search without a match',
      filter: { search: 'none' },
      bar: TARGETS.keyListMs,
    },
  ];
  const samples = await interleave(
    cases.map(({ name, filter }) => ({ name, sample: () => timeOf(filter) })),
    rounds,
  );
  return {
    title: `Key list of a tenant with ${KEYS.toLocaleString('en')} keys, without network`,
    unit: 'ms',
    rows: cases.map(({ name, bar }) => ({ name, ...summarize(samples.get(name) ?? []), bar })),
  };
}

/** The items of the keys in the order of the index: newest first. */
function keyItems(): readonly Attributes[] {
  const { key } = issuedKey();
  return Array.from({ length: KEYS }, (_, index) => {
    const id = `k${index.toString(36).padStart(11, '0')}`;
    return encodeKey({ ...key, id, name: `key ${index}`, createdAtMs: NOW_MS - (index + 1) * 1000 });
  });
}

/** A client of a table that responds to queries of one index without a network. */
function indexedTable(items: readonly Attributes[]): DynamoDBClient {
  const positions = new Map(items.map((item, index) => [item.gsi1sk?.S, index]));
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new Error('The client did not send an HTTP request');
    const { ExclusiveStartKey, Limit } = queryBody.parse(JSON.parse(new TextDecoder().decode(request.body)));
    const start = ExclusiveStartKey ? (positions.get(ExclusiveStartKey.gsi1sk.S) ?? 0) + 1 : 0;
    const body = Buffer.from(JSON.stringify({ Items: items.slice(start, start + Limit) }));
    return { response: new HttpResponse({ statusCode: 200, headers: {}, body }) };
  };
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
    requestHandler: { handle },
  });
}
