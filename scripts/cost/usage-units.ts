import type { Attributes } from '../../lib/adapters/dynamodb/item.ts';
import { decodeSegment, encodeSegments } from '../../lib/adapters/dynamodb/usage/access-log-item.ts';
import {
  batchAttribute,
  countAttribute,
  countsItemKey,
} from '../../lib/adapters/dynamodb/usage/counts-item.ts';
import { encodePartialUsage } from '../../lib/adapters/dynamodb/usage/partial-usage-item.ts';
import { encodeUsage } from '../../lib/adapters/dynamodb/usage/usage-item.ts';
import { usageMetricsLines } from '../../lib/contracts/metrics.ts';
import { USAGE_TABLE } from '../../lib/contracts/usage-table.ts';
import type { AccessLogEntry } from '../../lib/core/usage/access-log.ts';
import { newKeyUsage } from '../../lib/core/usage/key-usage.ts';
import { COUNT_WINDOW_MS, dayOf, HOURS_PER_DAY, hourOf } from '../../lib/core/usage/limits.ts';
import { partialUsageOf } from '../../lib/core/usage/partial-usage.ts';
import { issuedKey, NOW_MS } from '../samples/issued-key.ts';
import { seeded } from '../samples/seeded.ts';
import { EVENT_OVERHEAD_BYTES } from './log-bytes.ts';
import { indexEntryBytes, itemBytes, OVERHEAD_BYTES, type SizedItem } from './stored-bytes.ts';

/** What usage writes, in DynamoDB's write units, and what it stores and logs, in bytes. */
export interface UsageUnits {
  /** A recorded use of a key: its last use. */
  readonly use: number;
  /** The first use in a month: the key moves in its index, out and in again. */
  readonly move: number;
  /** The counts of a key, or of a tenant, in a window. */
  readonly counts: number;
  /** A denial: the usage of its key, and the failure counts of its key and its address. */
  readonly denial: number;
  /** The partial usage of a delivery with so many keys and access log entries. */
  readonly partialUsage: (keys: number, entries: number) => number;
  /** The segments of a tenant's access log in a window with so many entries. */
  readonly segments: (entries: number) => number;
  readonly metricsLineBytes: number;
  /** Stored in the table alone, and with its indexes. */
  readonly usageItem: StoredBytes;
  /** An entry in a segment with so many entries. */
  readonly entry: (entries: number) => StoredBytes;
  /** The counts of a key in a month, with so many days of use. */
  readonly monthCounts: (days: number) => StoredBytes;
  /** The counts of a tenant on a day. */
  readonly dayCounts: StoredBytes;
}

export interface StoredBytes {
  readonly table: number;
  readonly all: number;
}

const { key } = issuedKey();
const DAY = dayOf(NOW_MS);
const HOUR = hourOf(NOW_MS);
const INDEXES_MOVED = 1;
/** A window of five minutes is in one segment of ten minutes or in two, with the same probability. */
const SEGMENTS_PER_WINDOW = 1.5;
/** The share of a window in the first of two segments. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];

export function usageUnits(): UsageUnits {
  const uses = Object.fromEntries(key.permissions.map((permission) => [permission, NOW_MS]));
  const { denialsLogged, ...tracked } = newKeyUsage(key, NOW_MS);
  const usage = encodeUsage({
    ...tracked,
    denialsLogged,
    lastDelivery: { id: '0'.repeat(32), lastUsedAtMs: NOW_MS, denialsLogged },
    lastUsedAtMs: NOW_MS,
    generations: { 1: NOW_MS },
    permissions: uses,
  });
  const use = units(itemBytes(usage));
  return {
    use,
    move: 2 * INDEXES_MOVED,
    counts: units(itemBytes(monthItem(31))),
    denial: use + 2,
    partialUsage: (keys, entries) => unitsOf(partialUsageItems(keys, entries)),
    segments: segmentUnits,
    metricsLineBytes: metricsLineBytes(),
    usageItem: stored(usage),
    entry: (entries) => perEntry(segmentsWith(entries / Math.min(entries, SEGMENTS_PER_WINDOW))),
    monthCounts: (days) => stored(monthItem(Math.round(days))),
    dayCounts: stored(dayItem()),
  };
}

/** The units of a window that is in one segment with the same probability as in two, which it then ends in at any time. */
function segmentUnits(entries: number): number {
  const unitsWith = (count: number) => (Math.round(count) === 0 ? 0 : unitsOf(segmentsWith(count)));
  const inTwo = SHARES.map((share) => unitsWith(entries * share) + unitsWith(entries * (1 - share)));
  return (unitsWith(entries) + inTwo.reduce((sum, each) => sum + each, 0) / inTwo.length) / 2;
}

/** Entries as different keys write them. The same numbers always give the same entries. */
function entriesOf(count: number): readonly AccessLogEntry[] {
  const random = seeded(18);
  const digits = (length: number, radix: number) =>
    Array.from({ length }, () => Math.floor(random() * radix).toString(radix)).join('');
  return Array.from({ length: Math.max(1, Math.round(count)) }, () => ({
    id: digits(16, 16),
    atMs: NOW_MS + Math.floor(random() * COUNT_WINDOW_MS),
    ...{ outcome: 'allowed', via: 'authorizer', method: 'GET', permission: 'read', generation: 1 },
    route: random() < 0.5 ? '/orders/{id}' : '/orders',
    requestId: [8, 4, 4, 4, 12].map((length) => digits(length, 16)).join('-'),
    sourceAddress: [0, 0, 0, 0].map(() => Math.floor(random() * 256)).join('.'),
    userAgent: random() < 0.5 ? 'example-client/1.2.3' : 'curl/8.5.0',
    tenant: key.tenant,
    key: digits(key.id.length, 36),
  }));
}

function partialUsageItems(keys: number, entries: number): readonly SizedItem[] {
  const decisions = entriesOf(keys).map((entry) => ({ ...entry, decisions: [entry] }));
  const delivery = { batch: '0'.repeat(32), startMs: NOW_MS };
  return partialUsageOf(delivery, decisions, entriesOf(entries)).map(encodePartialUsage);
}

/** The segments of entries of the same ten minutes. */
function segmentsWith(entries: number): readonly Attributes[] {
  return encodeSegments(
    '0'.repeat(16),
    entriesOf(entries).map((entry) => ({ ...entry, atMs: NOW_MS + (entry.atMs % 100_000) })),
  );
}

function perEntry(segments: readonly Attributes[]): StoredBytes {
  const bytes = segments.reduce((sum, segment) => sum + stored(segment).table, 0);
  const entries = segments.flatMap((segment) => decodeSegment(segment).entries).length;
  return { table: bytes / entries, all: bytes / entries };
}

/** The counts of a tenant on a day with some denials in each hour. */
function dayItem(): SizedItem {
  const { pk, sk } = countsItemKey({ tenant: key.tenant }, DAY);
  const names = (['allowed', 'expired'] as const).flatMap((outcome) =>
    Array.from({ length: HOURS_PER_DAY }, (_, hour) =>
      countAttribute({ tenant: key.tenant }, HOUR - (HOUR % HOURS_PER_DAY) + hour, outcome),
    ),
  );
  return { ...countsKey(pk, sk), ...Object.fromEntries(names.map((name) => [name, { N: '1234' }])) };
}

/** The counts of a key with so many days of use. */
function monthItem(days: number): SizedItem {
  const counted = { tenant: key.tenant, key: key.id };
  const { pk, sk } = countsItemKey(counted, DAY);
  const hours = Array.from({ length: days }, (_, n) => HOUR - n * HOURS_PER_DAY);
  const names = hours.map((hour) => countAttribute(counted, hour, 'allowed'));
  return { ...countsKey(pk, sk), ...Object.fromEntries(names.map((name) => [name, { N: '123456' }])) };
}

/** The keys of an item with counts, and the last batch of one partition. */
function countsKey(pk: string, sk: string): SizedItem {
  const batch = { [batchAttribute(0)]: { S: '0'.repeat(16) } };
  return { pk: { S: pk }, sk: { S: sk }, ttl: { N: '1234567890' }, ...batch };
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
      droppedLines: 0,
      outcomes: { allowed: 9, unknown: 1 },
      authenticationFailures: 1,
      faults: 0,
      limiterFaults: 0,
      failures: { ofOneKey: 0, ofOneAddress: 1, distributed: 1 },
      durationsMs: Array.from({ length: 10 }, () => 12.34),
    },
    NOW_MS,
  );
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + EVENT_OVERHEAD_BYTES, 0);
}

function unitsOf(items: readonly SizedItem[]): number {
  return items.reduce((sum, item) => sum + units(itemBytes(item)), 0);
}

function units(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
