import { encodeEntry } from '../../lib/adapters/dynamodb/usage/access-log-item.ts';
import {
  batchAttribute,
  countAttribute,
  countsItemKey,
} from '../../lib/adapters/dynamodb/usage/counts-item.ts';
import { encodePartialCounts } from '../../lib/adapters/dynamodb/usage/partial-counts-item.ts';
import { encodeUsage } from '../../lib/adapters/dynamodb/usage/usage-item.ts';
import { usageMetricsLines } from '../../lib/contracts/metrics.ts';
import { USAGE_TABLE } from '../../lib/contracts/usage-table.ts';
import { newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { dayOf } from '../../lib/core/usage/limits.ts';
import { issuedKey, NOW_MS } from '../samples/issued-key.ts';
import { EVENT_OVERHEAD_BYTES } from './log-bytes.ts';
import { indexEntryBytes, itemBytes, OVERHEAD_BYTES, type SizedItem } from './stored-bytes.ts';

/** What usage writes, in DynamoDB's write units, and what it stores and logs, in bytes. */
export interface UsageUnits {
  /** A recorded use of a key: its last use, and its entry in the access log with the index. */
  readonly use: number;
  /** The first use in a month: the key moves in both indexes, out and in again. */
  readonly move: number;
  /** The counts of a key, or of a tenant, in a window. */
  readonly counts: number;
  /** A denial: its entry in the access log, and the failure counts of its key and its address. */
  readonly denial: number;
  /** The partial counts of a delivery with so many keys. */
  readonly partialCounts: (keys: number) => number;
  readonly metricsLineBytes: number;
  /** Stored in the table alone, and with its indexes. */
  readonly usageItem: StoredBytes;
  readonly entry: StoredBytes;
  /** The counts of a key in a month, with so many days of use. */
  readonly monthCounts: (days: number) => StoredBytes;
}

export interface StoredBytes {
  readonly table: number;
  readonly all: number;
}

const { key } = issuedKey();
const DAY = dayOf(NOW_MS);
const INDEXES_MOVED = 2;

export function usageUnits(): UsageUnits {
  const uses = Object.fromEntries(key.permissions.map((permission) => [permission, NOW_MS]));
  const usage = encodeUsage({
    ...newKeyUsage(key, NOW_MS),
    lastUsedAtMs: NOW_MS,
    generations: { 1: NOW_MS },
    permissions: uses,
  });
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
  const counted = { tenant: key.tenant, key: key.id, day: DAY, counts: { allowed: 1 } };
  // The index of the access log holds what the table does.
  const logged = 2 * units(itemBytes(entry));
  return {
    use: units(itemBytes(usage)) + logged,
    move: 2 * INDEXES_MOVED,
    counts: units(itemBytes(countsItem(31))),
    denial: units(itemBytes(usage)) + logged + 2,
    partialCounts: (keys) => {
      const all = Array.from({ length: Math.ceil(keys) }, () => counted);
      return units(itemBytes(encodePartialCounts({ id: `${'0'.repeat(32)}#0`, counts: all })));
    },
    metricsLineBytes: metricsLineBytes(),
    usageItem: stored(usage),
    entry: stored(entry),
    monthCounts: (days) => stored(countsItem(Math.round(days))),
  };
}

/** The counts of a key with so many days of use. */
function countsItem(days: number): SizedItem {
  const { pk, sk } = countsItemKey(key, DAY);
  const all = Array.from({ length: days }, (_, n) => DAY - n);
  return {
    ...{ pk: { S: pk }, sk: { S: sk }, ttl: { N: '1234567890' } },
    ...Object.fromEntries(all.map((day) => [batchAttribute(day), { S: '0'.repeat(16) }])),
    ...Object.fromEntries(all.map((day) => [countAttribute(day, 'allowed'), { N: '123456' }])),
  };
}

function stored(item: SizedItem): StoredBytes {
  const table = OVERHEAD_BYTES + itemBytes(item);
  const inIndexes = indexEntryBytes(item, USAGE_TABLE);
  return { table, all: table + inIndexes.reduce((total, each) => total + each, 0) };
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
