import {
  accessLogEntry,
  type ReadEntries,
  readAccessLogEntries,
  type StoredEntry,
} from '../../../contracts/access-log-entries.ts';
import { batchesOf } from '../../../core/batches.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import { UnexpectedItemError } from '../../../core/store.ts';
import type { AccessLogEntry } from '../../../core/usage/access-log.ts';
import { ACCESS_LOG_DAYS } from '../../../core/usage/limits.ts';
import type { CountScope } from '../../../core/usage/usage-store.ts';
import { isoInstant, keyAttributes, removableAt, text } from '../attributes.ts';
import type { Attributes } from '../item.ts';
import { compressed, decompressed } from './compressed.ts';
import { shardOf, shardsOf } from './shards.ts';

/**
 * The entries of a tenant in this time are stored in segments: one item for each batch. An item for each entry would cost a
 * write unit each, and 100 bytes of overhead.
 */
const SEGMENT_MS = 10 * 60_000;
/** The most entries in an item of 400 KB. A batch with more entries is spread over shards. */
const ENTRIES_PER_SEGMENT = 100;

/** The prefix of the partitions of access logs. */
const LOG_PARTITIONS = 'log';

/** The partitions that can contain the entries of a tenant or of one of its keys. */
export function logPartitions({ tenant, key }: CountScope): readonly string[] {
  const shards =
    key === undefined ? shardsOf(LOG_PARTITIONS, tenant) : [shardOf(LOG_PARTITIONS, tenant, key)];
  return [logPartition(tenant), ...shards];
}

function logPartition(tenant: string): string {
  return `${LOG_PARTITIONS}#${tenant}`;
}

/** The form of a position in an access log: by time, then by line ID. */
export const LOG_POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f]{16}$/;

export function logPositionOf({ atMs, id }: Pick<AccessLogEntry, 'atMs' | 'id'>): string {
  return `${isoInstant(atMs)}#${id}`;
}

/** The start of the segments that contain the entries of an instant, which is the prefix of their sort keys. */
export function segmentStart(atMs: number): string {
  return isoInstant(Math.floor(atMs / SEGMENT_MS) * SEGMENT_MS);
}

/** The segments of a batch. Returns the same items for each repetition of the batch. */
export function encodeSegments(batch: string, entries: readonly AccessLogEntry[]): readonly Attributes[] {
  const segments = Map.groupBy(entries, ({ tenant, atMs }) => `${tenant} ${segmentStart(atMs)}`);
  return [...segments.values()].flatMap((segment) => {
    const isSmall = segment.length <= ENTRIES_PER_SEGMENT;
    const partitions = Map.groupBy(segment, ({ tenant, key }) =>
      isSmall ? logPartition(tenant) : shardOf(LOG_PARTITIONS, tenant, key),
    );
    return [...partitions].flatMap(([partition, ofPartition]) =>
      batchesOf(ofPartition, ENTRIES_PER_SEGMENT).map((part, index) =>
        encodeSegment(partition, `${batch}#${index}`, part),
      ),
    );
  });
}

function encodeSegment(partition: string, id: string, entries: readonly AccessLogEntry[]): Attributes {
  const latestMs = Math.max(...entries.map(({ atMs }) => atMs));
  return {
    ...keyAttributes({ pk: partition, sk: `${segmentStart(latestMs)}#${id}` }),
    type: text('access-log'),
    data: compressed(entries.map(storedEntry)),
    ...removableAt(latestMs + ACCESS_LOG_DAYS * MS_PER_DAY),
  };
}

/** An entry as it is stored: without other fields of its line, such as the owner, which no reader returns. */
export function storedEntry(entry: AccessLogEntry): StoredEntry {
  return accessLogEntry.parse(entry);
}

/** The entries of a segment. @throws UnexpectedItemError */
export function decodeSegment({ data }: Attributes): ReadEntries {
  const path = 'access-log.data';
  const entries = decompressed(data, path);
  try {
    return readAccessLogEntries(entries);
  } catch (cause) {
    throw new UnexpectedItemError(`'${path}' in the usage table must be access log entries`, { cause });
  }
}
