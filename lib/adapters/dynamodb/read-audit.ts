import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { AuditAbout, AuditFilter } from '../../core/audit/filter.ts';
import { MS_PER_DAY } from '../../core/keys/lifetime.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { isoInstant, text } from './attributes.ts';
import {
  AUDIT_SHARDS,
  actorPartition,
  auditItemKey,
  auditPartition,
  dayOf,
  decodeAuditEvent,
  subjectPartition,
} from './audit-item.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeRows } from './decode-rows.ts';
import { type Attributes, primaryKey } from './item.ts';
import { POSITION } from './position.ts';
import { query } from './query.ts';
import type { KeyTable } from './read-item.ts';

const [, , GSI3, GSI4] = KEY_TABLE.indexes;
const SHARDS = Array.from({ length: AUDIT_SHARDS }, (_, shard) => shard);

/** The most days that one page reads, so that a tenant without events for years costs a bounded number of reads. */
export const DAYS_PER_PAGE = 31;

/** Sorts after all IDs of an instant. */
const LAST_ID = 'z';

/** The events of a day in the table, or of a subject or an actor in an index, in several partitions. */
interface Trail {
  readonly partitions: readonly string[];
  readonly index: typeof GSI3 | typeof GSI4 | undefined;
}

/** A time range, by the prefixes of its positions. */
interface Stretch {
  readonly from: string;
  readonly until: string;
}

/**
 * Reads one page of a tenant's audit trail, newest first.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readAudit(
  table: KeyTable,
  tenant: string,
  { fromMs, untilMs, about }: AuditFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<AuditEvent> | 'invalid-cursor'> {
  const position = cursor === undefined ? undefined : decodeCursor(cursor, POSITION);
  if (cursor !== undefined && position === undefined) return 'invalid-cursor';
  const [from, until] = [isoInstant(fromMs), isoInstant(untilMs)];
  if (fromMs >= untilMs || (position !== undefined && position < from)) return pageOf([], limit, undefined);

  // DynamoDB rejects a start key outside the queried range. A cursor of another range starts at the beginning.
  const after = position !== undefined && position < until ? position : undefined;
  const days = about ? [] : daysBack(fromMs, untilMs, after);
  const trails = about
    ? [trailOf(tenant, about)]
    : days.slice(0, DAYS_PER_PAGE).map((day) => dayTrail(tenant, day));
  const rows: Attributes[] = [];
  for (const trail of trails) {
    const { items, isCut } = await readTrail(table, trail, {
      ...{ tenant, from, until, after },
      limit: limit + 1 - rows.length,
    });
    rows.push(...items);
    // The sort key of an event is its position in the table and in each index.
    const last = rows.slice(0, limit).at(-1)?.[KEY_TABLE.sortKey]?.S;
    if (last !== undefined && (isCut || rows.length > limit)) return pageOf(rows, limit, last);
  }
  const nextDay = days[DAYS_PER_PAGE];
  return pageOf(rows, limit, nextDay && `${nextDay}T23:59:59.999Z#${LAST_ID}`);
}

function pageOf(rows: readonly Attributes[], limit: number, next: string | undefined): Page<AuditEvent> {
  const shown = decodeRows(rows.slice(0, limit), KEY_TABLE.sortKey, decodeAuditEvent);
  return { ...shown, next: next && encodeCursor(next) };
}

/** The days of a time range, newest first, one more than a page reads. */
function daysBack(fromMs: number, untilMs: number, after: string | undefined): readonly string[] {
  const newest = dayOf(after ?? isoInstant(untilMs - 1));
  const oldest = dayOf(isoInstant(fromMs));
  const days: string[] = [];
  for (let ms = untilMs - 1; days.length <= DAYS_PER_PAGE; ms -= MS_PER_DAY) {
    const day = dayOf(isoInstant(ms));
    if (day < oldest) break;
    // Compares texts, because a forged cursor can contain a day that does not exist.
    if (day <= newest) days.push(day);
  }
  return days;
}

function dayTrail(tenant: string, day: string): Trail {
  return { partitions: SHARDS.map((shard) => auditPartition(tenant, day, shard)), index: undefined };
}

function trailOf(tenant: string, about: AuditAbout): Trail {
  return 'actor' in about
    ? { partitions: SHARDS.map((shard) => actorPartition(tenant, about.actor, shard)), index: GSI4 }
    : { partitions: [subjectPartition(tenant, about.subject)], index: GSI3 };
}

interface TrailPage extends Stretch {
  readonly tenant: string;
  readonly after: string | undefined;
  readonly limit: number;
}

/** Reads the newest events of a trail. If it is cut, there can be older events. */
async function readTrail(table: KeyTable, { partitions, index }: Trail, page: TrailPage) {
  const read = await Promise.all(
    partitions.map((partition) => readPartition(table, { partition, index }, page)),
  );
  // Older than the last event of a partition that is cut, other partitions can have events that it has, too.
  const ends = read.flatMap(({ items, isCut }) => (isCut ? [positionIn(items.at(-1))] : []));
  const end = ends.sort().at(-1) ?? '';
  const items = read
    .flatMap((each) => each.items)
    .filter((item) => positionIn(item) >= end)
    .sort((one, other) => (positionIn(one) < positionIn(other) ? 1 : -1));
  return { items: items.slice(0, page.limit), isCut: ends.length > 0 || items.length > page.limit };
}

interface TrailPartition {
  readonly partition: string;
  readonly index: Trail['index'];
}

async function readPartition(table: KeyTable, trail: TrailPartition, page: TrailPage) {
  const { partition, index } = trail;
  const { partitionKey, sortKey } = index ?? KEY_TABLE;
  const { Items = [], LastEvaluatedKey } = await query(table, {
    IndexName: index?.name,
    ConsistentRead: index === undefined,
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :until',
    ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
    ExpressionAttributeValues: {
      ':partition': text(partition),
      ':from': text(page.from),
      // No event has the position `until` itself, because a position continues with an ID.
      ':until': text(page.until),
    },
    ExclusiveStartKey: page.after === undefined ? undefined : startKeyOf(trail, page.tenant, page.after),
    ScanIndexForward: false,
    Limit: page.limit,
  });
  return { items: Items, isCut: LastEvaluatedKey !== undefined };
}

/** The start key of a partition; undefined if the position is on another day, so that the whole partition is read. */
function startKeyOf({ partition, index }: TrailPartition, tenant: string, after: string) {
  if (index) {
    const key = primaryKey(auditItemKey(tenant, after));
    return { ...key, [index.partitionKey]: text(partition), [index.sortKey]: text(after) };
  }
  const isOfDay = SHARDS.some((shard) => auditPartition(tenant, dayOf(after), shard) === partition);
  return isOfDay ? primaryKey({ pk: partition, sk: after }) : undefined;
}

function positionIn(item: Attributes | undefined): string {
  return item?.[KEY_TABLE.sortKey]?.S ?? '';
}
