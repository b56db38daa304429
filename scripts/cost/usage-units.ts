import { encodeEntry } from '../../lib/adapters/dynamodb/usage/access-log-item.ts';
import { countsItemKey } from '../../lib/adapters/dynamodb/usage/counts-item.ts';
import { encodePartialCounts } from '../../lib/adapters/dynamodb/usage/partial-counts-item.ts';
import { encodeUsage } from '../../lib/adapters/dynamodb/usage/usage-item.ts';
import { usageMetricsLines } from '../../lib/contracts/metrics.ts';
import { newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { dayOf } from '../../lib/core/usage/limits.ts';
import { issuedKey, NOW_MS } from '../../test/support/issued-key.ts';
import { EVENT_OVERHEAD_BYTES } from './log-bytes.ts';
import { itemBytes } from './stored-bytes.ts';

/** What usage writes, in DynamoDB's write units, and the line that record-usage logs, in bytes. */
export interface UsageUnits {
  /** The first use of a key in a window: its usage, the access log with its index, and the counts when it is over. */
  readonly window: number;
  /** Beside that, where it is the first of its day: both places of the key move, each out of an index and in again. */
  readonly move: number;
  /** A denial that the access log takes. */
  readonly denial: number;
  /** The partial counts of a delivery with this number of keys. */
  readonly delivery: (keys: number) => number;
  readonly metricsLineBytes: number;
}

const { key } = issuedKey();
const DAY = dayOf(NOW_MS);
const COUNTS = { allowed: 1 };

export function usageUnits(): UsageUnits {
  const uses = Object.fromEntries(key.permissions.map((permission) => [permission, NOW_MS]));
  const used = {
    ...newKeyUsage(key, NOW_MS),
    lastUsedAtMs: NOW_MS,
    generations: { 1: NOW_MS },
    permissions: uses,
  };
  const usage = units(itemBytes(encodeUsage(used)));
  const entry = encodeEntry({
    id: '0123456789abcdef',
    atMs: NOW_MS,
    outcome: 'allowed',
    via: 'authorizer',
    method: 'GET',
    route: '/orders/{id}',
    sourceAddress: '203.0.113.7',
    userAgent: 'example-client/1.2.3',
    permission: 'read',
    tenant: key.tenant,
    key: key.id,
    generation: 1,
  });
  // The index of the access log holds what the table does.
  const logged = 2 * units(itemBytes(entry));
  const { pk, sk } = countsItemKey(key, DAY);
  const counts = units(
    itemBytes({ pk: { S: pk }, sk: { S: sk }, allowed: { N: '123456' }, ttl: { N: '1234567890' } }),
  );
  const counted = { tenant: key.tenant, key: key.id, day: DAY, counts: COUNTS };
  return {
    window: usage + logged + counts,
    move: 4,
    denial: usage + logged,
    delivery: (keys) =>
      units(
        itemBytes(
          encodePartialCounts({
            id: `${'0'.repeat(32)}#0`,
            counts: Array.from({ length: keys }, () => counted),
          }),
        ),
      ),
    metricsLineBytes: metricsLineBytes(),
  };
}

/** Of a delivery of ten decisions. */
function metricsLineBytes(): number {
  const lines = usageMetricsLines(
    'Postern-prod-Data-UsageStore',
    {
      decisions: 10,
      denied: 1,
      droppedLines: 0,
      outcomes: { allowed: 9, unknown: 1 },
      authenticationFailures: 1,
      faults: 0,
      failures: { ofOneKey: 0, ofOneAddress: 1, distributed: 1 },
      durationsMs: Array.from({ length: 10 }, () => 12.34),
    },
    NOW_MS,
  );
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + EVENT_OVERHEAD_BYTES, 0);
}

function units(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
