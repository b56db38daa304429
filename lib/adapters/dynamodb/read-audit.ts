import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { AuditAbout, AuditFilter } from '../../core/audit/filter.ts';
import { MS_PER_DAY } from '../../core/keys/lifetime.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { isoInstant, text } from './attributes.ts';
import {
  actorPartition,
  auditPartition,
  auditPositionOf,
  dayOf,
  decodeAuditEvent,
  subjectPartition,
} from './audit-item.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { POSITION } from './position.ts';
import { query } from './query.ts';
import { type Attributes, type KeyTable, primaryKey } from './read-item.ts';

const [, , GSI3, GSI4] = KEY_TABLE.indexes;

/** How many days one page looks at, so that a tenant that was quiet for years costs bounded reads. */
export const DAYS_PER_PAGE = 31;

/** After all ids of an instant. */
const LAST_ID = 'z';

/** One partition with events: of the table, a day; of an index, those of a subject or an actor. */
interface Trail {
  readonly partition: string;
  readonly index: typeof GSI3 | typeof GSI4 | undefined;
}

/** A stretch of time, by how positions in it begin. */
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
 * @throws UnavailableError if the table doesn't answer
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

  // DynamoDB refuses to start outside of what it is asked for: a cursor of another stretch begins this one.
  const after = position !== undefined && position < until ? position : undefined;
  const days = about ? [] : daysBack(fromMs, untilMs, after);
  const trails = about
    ? [trailOf(tenant, about)]
    : days.slice(0, DAYS_PER_PAGE).map((day) => dayTrail(tenant, day));
  const events: AuditEvent[] = [];
  for (const trail of trails) {
    const { Items = [], LastEvaluatedKey } = await readTrail(
      table,
      trail,
      { from, until },
      {
        startKey: startKeyOf(tenant, trail, after),
        limit: limit + 1 - events.length,
      },
    );
    events.push(...Items.map(decodeAuditEvent));
    const last = events.slice(0, limit).at(-1);
    const isCut = LastEvaluatedKey !== undefined || events.length > limit;
    if (last && isCut) return pageOf(events, limit, auditPositionOf(last));
  }
  const nextDay = days[DAYS_PER_PAGE];
  return pageOf(events, limit, nextDay && `${nextDay}T23:59:59.999Z#${LAST_ID}`);
}

function pageOf(events: readonly AuditEvent[], limit: number, next: string | undefined): Page<AuditEvent> {
  return { items: events.slice(0, limit), next: next && encodeCursor(next) };
}

/** The days of a stretch, newest first, one more than a page looks at. */
function daysBack(fromMs: number, untilMs: number, after: string | undefined): readonly string[] {
  const newest = dayOf(after ?? isoInstant(untilMs - 1));
  const oldest = dayOf(isoInstant(fromMs));
  const days: string[] = [];
  for (let ms = untilMs - 1; days.length <= DAYS_PER_PAGE; ms -= MS_PER_DAY) {
    const day = dayOf(isoInstant(ms));
    if (day < oldest) break;
    // Compared as texts: a cursor bent by hand may hold a day that no calendar has.
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
    // No event stands at `until` itself: a position goes on with an id.
    ExpressionAttributeValues: { ':partition': text(partition), ':from': text(from), ':until': text(until) },
    ExclusiveStartKey: page.startKey,
    ScanIndexForward: false,
    Limit: page.limit,
  });
}

/** Where a trail goes on; undefined where the position lies on another day, so that all of this one follows it. */
function startKeyOf(tenant: string, { partition, index }: Trail, after: string | undefined) {
  if (after === undefined) return undefined;
  const pk = auditPartition(tenant, dayOf(after));
  const key = primaryKey({ pk, sk: after });
  if (index) return { ...key, [index.partitionKey]: text(partition), [index.sortKey]: text(after) };
  return pk === partition ? key : undefined;
}
