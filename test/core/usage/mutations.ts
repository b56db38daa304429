/** A one-line change of what usage rests on, and the test that must fail then. */
export interface Mutation {
  readonly name: string;
  /** From the root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly line: string;
  readonly instead: string;
  readonly guaranteedBy: { readonly file: string; readonly test: string };
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'drop the watermark check',
    file: 'lib/core/usage/delivery.ts',
    line: "  return health.sinceMs <= fromMs && toMs <= health.throughMs ? 'unused' : 'undetermined';",
    instead: "  return 'unused';",
    guaranteedBy: {
      file: 'test/core/usage/delivery.test.ts',
      test: 'is undetermined if delivery is not known to its end',
    },
  },
  {
    name: 'trust a foreign log group',
    file: 'lambdas/record-usage/handler.ts',
    line: '    const source = received && isOwn ? await deps.findSource(received.logGroup) : undefined;',
    instead:
      "    const source = received && { logGroup: received.logGroup, via: 'authorizer' as const, probed: isOwn };",
    guaranteedBy: {
      file: 'test/lambdas/record-usage/record-usage.test.ts',
      test: 'is counted and not recorded: of an unregistered log group',
    },
  },
  {
    name: 'write usage on the key item',
    file: 'lib/adapters/dynamodb/usage/put.ts',
    line: '    await client.send(new PutItemCommand({ TableName: table, Item: { ...item }, ...condition }));',
    instead:
      "    await client.send(new PutItemCommand({ TableName: 'keys', Item: { ...item }, ...condition }));",
    guaranteedBy: {
      file: 'test/core/usage/proof/usage.test.ts',
      test: 'writes usage neither to the key table nor to its indexes',
    },
  },
  {
    name: 'take a repeated delivery for a new one',
    file: 'lib/core/usage/fold.ts',
    line: '    batch: batchId(credible),',
    instead: '    batch: crypto.randomUUID(),',
    guaranteedBy: {
      file: 'test/core/usage/record.test.ts',
      test: 'counts a repeated delivery once, also after others were aggregated in between',
    },
  },
  {
    name: 'count each delivery by itself',
    file: 'lib/core/usage/partial-usage.ts',
    line: '  for (const [partition, parts] of partitions) await mergePartition(store, partition, parts);',
    instead:
      '  for (const [partition, parts] of partitions) for (const part of parts) await mergePartition(store, partition, [part]);',
    guaranteedBy: {
      file: 'test/core/usage/record.test.ts',
      test: 'counts a window with one write per key and tenant for any number of deliveries',
    },
  },
];
