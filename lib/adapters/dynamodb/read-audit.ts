import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { AuditAbout, AuditFilter } from '../../core/audit/filter.ts';
import { MS_PER_DAY } from '../../core/keys/lifetime.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { isoInstant, text } from './attributes.ts';
import { actorPartition, auditPartition, dayOf, decodeAuditEvent, subjectPartition } from './audit-item.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeRows } from './decode-rows.ts';
import { type Attributes, primaryKey } from './item.ts';
import { POSITION } from './position.ts';
import { query } from './query.ts';
import type { KeyTable } from './read-item.ts';

const [, , GSI3, GSI4] = KEY_TABLE.indexes;

/** The most days that one page reads, so that a tenant without events for years costs a bounded number of reads. */
export const DAYS_PER_PAGE = 31;

/** Sorts after all IDs of an instant. */
const LAST_ID = 'z';

/** A partition of events: a day in the table, or a subject or an actor in an index. */
interface Trail {
  readonly partition: string;
  readonly index: typeof GSI3 | typeof GSI4 | undefined;
}

/** A time range, by the prefixes of its positions. */
interface Stretch {
  readonly from: string;
  readonly until: string;
}

interface TrailPage {
  readonly startKey: Attributes | undefined;
  readonly limit: number;
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
    const { Items = [], LastEvaluatedKey } = await readTrail(
      table,
      trail,
      { from, until },
      {
        startKey: startKeyOf(tenant, trail, after),
        limit: limit + 1 - rows.length,
      },
    );
    rows.push(...Items);
    // The sort key of an event is its position in the table and in each index.
    const last = rows.slice(0, limit).at(-1)?.[KEY_TABLE.sortKey]?.S;
    const isCut = LastEvaluatedKey !== undefined || rows.length > limit;
    if (last !== undefined && isCut) return pageOf(rows, limit, last);
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
  return { partition: auditPartition(tenant, day), index: undefined };
}

function trailOf(tenant: string, about: AuditAbout): Trail {
  return 'actor' in about
    ? { partition: actorPartition(tenant, about.actor), index: GSI4 }
    : { partition: subjectPartition(tenant, about.subject), index: GSI3 };
}

function readTrail(table: KeyTable, { partition, index }: Trail, { from, until }: Stretch, page: TrailPage) {
  const { partitionKey, sortKey } = index ?? KEY_TABLE;
  return query(table, {
    IndexName: index?.name,
    ConsistentRead: index === undefined,
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :until',
    ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
    // No event has the position `until` itself, because a position continues with an ID.
    ExpressionAttributeValues: { ':partition': text(partition), ':from': text(from), ':until': text(until) },
    ExclusiveStartKey: page.startKey,
    ScanIndexForward: false,
    Limit: page.limit,
  });
}

/** The start key of a partition; undefined if the position is on another day, so that the whole partition is read. */
function startKeyOf(tenant: string, { partition, index }: Trail, after: string | undefined) {
  if (after === undefined) return undefined;
  const pk = auditPartition(tenant, dayOf(after));
  const key = primaryKey({ pk, sk: after });
  if (index) return { ...key, [index.partitionKey]: text(partition), [index.sortKey]: text(after) };
  return pk === partition ? key : undefined;
}
