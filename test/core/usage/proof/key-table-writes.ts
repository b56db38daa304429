import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { encodeUsage } from '../../../../lib/adapters/dynamodb/usage/usage-item.ts';
import { createUsageStore } from '../../../../lib/adapters/dynamodb/usage/usage-store.ts';
import type { Source } from '../../../../lib/core/usage/delivery.ts';
import { newKeyUsage } from '../../../../lib/core/usage/key-usage.ts';
import { hourOf } from '../../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../../lib/core/usage/logged-decision.ts';
import { mergePartialUsage, type PartialUsage } from '../../../../lib/core/usage/partial-usage.ts';
import { recordUsage } from '../../../../lib/core/usage/record.ts';
import { createUsageCache } from '../../../../lib/core/usage/usage-cache.ts';
import type { Claim } from '../../../../scripts/proof/claim.ts';
import { keyName } from './traffic.ts';

const NOON_MS = Date.UTC(2027, 0, 31, 12);
const SOURCE: Source = { logGroup: 'proof', via: 'authorizer', probed: true };
const TENANT = 'proof';
const LINES_A_DELIVERY = 1_000;
const USAGE_TABLE_NAME = 'usage';
const READS = new Set(['GetItemCommand', 'QueryCommand']);

/** Records a use and a denial of each of `keys` keys of one tenant with the real adapter, and checks the written tables. */
export async function proveNoKeyTableWrites(keys: number): Promise<Claim> {
  const { client, writes } = countingClient();
  const store = createUsageStore({ client, table: USAGE_TABLE_NAME });
  const deps = { store, known: createUsageCache(store), clock: () => NOON_MS, backoff: async () => {} };
  for (let done = 0; done < keys; done += LINES_A_DELIVERY) {
    const named = Array.from({ length: Math.min(LINES_A_DELIVERY, keys - done) }, (_, n) =>
      keyName(done + n),
    );
    const decisions = named.flatMap((key) => [lineOf(key, 'allowed'), lineOf(key, 'expired')]);
    await recordUsage(deps, { logGroup: SOURCE.logGroup, decisions, unread: 0 }, SOURCE);
    await mergePartialUsage(store, [partialUsageOf(named)]);
  }
  const found = [...writes].map(([table, count]) => `${count} to the table '${table}'`).join(', ');
  return {
    holds: writes.size === 1 && (writes.get(USAGE_TABLE_NAME) ?? 0) >= 2 * keys,
    what: `use of ${keys} keys of one tenant: ${found} written, none to the key table or its indexes`,
  };
}

function lineOf(key: string, outcome: 'allowed' | 'expired'): LoggedDecision {
  const request = { method: 'GET', route: '/orders', sourceAddress: '203.0.113.7', permission: 'read' };
  const whose = { tenant: TENANT, key, generation: 1 };
  return { id: `${key}-${outcome}`, atMs: NOON_MS, outcome, via: SOURCE.via, ...request, ...whose };
}

function partialUsageOf(keys: readonly string[]): PartialUsage {
  const counts = { allowed: 1, expired: 1 };
  const hour = hourOf(NOON_MS);
  return {
    ...{ id: keys[0] ?? '', startMs: NOON_MS, partition: 0, entries: [], lines: [] },
    counts: keys.map((key) => ({ tenant: TENANT, key, hour, counts })),
  };
}

const input = z.object({
  TableName: z.string(),
  Key: z.object({ pk: z.object({ S: z.string() }) }).optional(),
});

/** Returns a client that has every key of the tenant and counts the writes to each table, without a network. */
function countingClient() {
  const writes = new Map<string, number>();
  const client = new DynamoDBClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async (request) => {
        const { TableName, Key } = input.parse(request.input);
        if (!READS.has(commandName)) writes.set(TableName, (writes.get(TableName) ?? 0) + 1);
        const id = (Key?.pk.S ?? '').slice('key#'.length);
        const found = commandName === 'GetItemCommand' ? { Item: { ...encodeUsage(watchedBefore(id)) } } : {};
        return { response: {}, output: { $metadata: {}, ...found } };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { client, writes };
}

function watchedBefore(id: string) {
  return newKeyUsage({ tenant: TENANT, id, permissions: ['read'] }, 0);
}
