import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { withUnknown } from '../../../core/read-known.ts';
import type { Page, PageRequest } from '../../../core/store.ts';
import type { AccessLogEntry } from '../../../core/usage/access-log.ts';
import { type AccessLogFilter, matchesFilter } from '../../../core/usage/access-log-filter.ts';
import type { CountScope } from '../../../core/usage/usage-store.ts';
import { isoInstant, text } from '../attributes.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { Attributes } from '../item.ts';
import { query } from '../query.ts';
import type { KeyTable } from '../read-item.ts';
import {
  decodeSegment,
  LOG_POSITION,
  logPartitions,
  logPositionOf,
  segmentStart,
} from './access-log-item.ts';
import { readLatestDays } from './counts.ts';
import { isoDay } from './days.ts';

/** The segments and entries that are read for a page if few of them match, which bounds its time and cost. */
const SEGMENTS_PER_PAGE = 4_000;
const ENTRIES_READ_PER_PAGE = 40_000;
/** The segments per request. */
const SEGMENTS_PER_QUERY = 64;
/** Sort before and after every position. */
const BEGIN = '0';
const END = '~';
/** The ID part of a position before all entries of its instant. */
const BEFORE_INSTANT = `#${'0'.repeat(16)}`;

/** The bounds of the positions of a page: `from` is inclusive, `before` is exclusive. */
interface Bounds {
  readonly from: string;
  readonly before: string;
}

/** A range of the sort keys of segments; both bounds are inclusive. */
interface SegmentRange {
  readonly from: string;
  readonly through: string;
}

/**
 * Reads one page of the entries of a tenant or of one of its keys that match a filter, newest first.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readAccessLog(
  table: KeyTable,
  of: CountScope,
  { cursor, limit }: PageRequest,
  filter: AccessLogFilter = {},
): Promise<Page<AccessLogEntry> | 'invalid-cursor'> {
  const { fromMs, toMs } = filter;
  const last = cursor === undefined ? END : decodeCursor(cursor, LOG_POSITION);
  if (last === undefined) return 'invalid-cursor';
  const end = toMs === undefined ? END : isoInstant(toMs);
  const from = fromMs === undefined ? BEGIN : isoInstant(fromMs);
  // A cursor of a larger listing can be after all positions of this one.
  const bounds = { from, before: cursor === undefined || last > end ? end : last };
  const matches = (entry: AccessLogEntry) =>
    (of.key === undefined || entry.key === of.key) && matchesFilter(entry, filter);
  const page = new LogPage(matches, bounds, limit);
  const oldest = fromMs === undefined ? BEGIN : segmentStart(fromMs);
  for (const range of await rangesOf(table, of, { ...bounds, from: oldest })) {
    for await (const segments of segmentsBySlot(table, logPartitions(of), range)) {
      page.add(segments);
      if (page.isComplete) return page.result;
    }
  }
  return page.result;
}

/** A page that is filled with segments, newest first. */
class LogPage {
  readonly #entries: AccessLogEntry[] = [];
  readonly #unknown: string[] = [];
  readonly #matches: (entry: AccessLogEntry) => boolean;
  readonly #bounds: Bounds;
  readonly #limit: number;
  #segments = 0;
  #entriesRead = 0;
  #slot = '';

  constructor(matches: (entry: AccessLogEntry) => boolean, bounds: Bounds, limit: number) {
    this.#matches = matches;
    this.#bounds = bounds;
    this.#limit = limit;
  }

  /** Adds all segments of a slot. Repeated deliveries with other boundaries can repeat an entry. */
  add(segments: readonly Attributes[]): void {
    const decoded = segments.map(decodeSegment);
    const byPosition = new Map(
      decoded.flatMap(({ entries }) => entries.map((entry) => [logPositionOf(entry), entry] as const)),
    );
    const positions = [...byPosition.keys()]
      .filter((position) => position >= this.#bounds.from && position < this.#bounds.before)
      .sort()
      .reverse();
    for (const position of positions) {
      const entry = byPosition.get(position);
      if (entry && this.#matches(entry)) this.#entries.push(entry);
    }
    this.#unknown.push(...decoded.flatMap(({ unknown }) => unknown));
    this.#segments += segments.length;
    this.#entriesRead += byPosition.size;
    this.#slot = slotOf(segments[0]);
  }

  get isComplete(): boolean {
    return (
      this.#entries.length > this.#limit ||
      this.#segments >= SEGMENTS_PER_PAGE ||
      this.#entriesRead >= ENTRIES_READ_PER_PAGE
    );
  }

  get result(): Page<AccessLogEntry> {
    const items = this.#entries.slice(0, this.#limit);
    const last = items.at(-1);
    if (last && this.#entries.length > this.#limit) return this.#page(items, logPositionOf(last));
    return this.#page(items, this.isComplete ? this.#slot + BEFORE_INSTANT : undefined);
  }

  #page(items: readonly AccessLogEntry[], next: string | undefined): Page<AccessLogEntry> {
    return withUnknown({ items, next: next === undefined ? undefined : encodeCursor(next) }, this.#unknown);
  }
}

/** The whole log of a tenant; for a key, only the days on which it was used or denied. */
async function rangesOf(
  table: KeyTable,
  of: CountScope,
  { from, before }: Bounds,
): Promise<readonly SegmentRange[]> {
  // Compares texts, because a forged cursor can contain a time that does not exist.
  const [beforeTime = ''] = before.split('#');
  // A page that ended with a whole slot must not read the slot again: it could reach the bound again, without progress.
  const through = before.endsWith(BEFORE_INSTANT) ? beforeTime : `${beforeTime}${END}`;
  const whole = { from, through };
  const ranges =
    of.key === undefined
      ? [whole]
      : (await readLatestDays(table, of)).map((day) => overlap(whole, isoDay(day)));
  return ranges.filter((range) => range.from < range.through);
}

function overlap({ from, through }: SegmentRange, day: string): SegmentRange {
  const endOfDay = day + END;
  return { from: from < day ? day : from, through: through < endOfDay ? through : endOfDay };
}

/** The segments of several partitions, grouped by their slot, newest first. */
async function* segmentsBySlot(
  table: KeyTable,
  partitions: readonly string[],
  range: SegmentRange,
): AsyncGenerator<readonly Attributes[]> {
  const streams = partitions.map((partition) => segmentsIn(table, partition, range));
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, next: await stream.next() })));
  for (;;) {
    const slots = heads.flatMap(({ next }) => (next.done ? [] : [slotOf(next.value)]));
    const slot = slots.sort().at(-1);
    if (slot === undefined) return;
    const segments: Attributes[] = [];
    for (const head of heads) {
      while (!head.next.done && slotOf(head.next.value) === slot) {
        segments.push(head.next.value);
        head.next = await head.stream.next();
      }
    }
    yield segments;
  }
}

async function* segmentsIn(
  table: KeyTable,
  partition: string,
  { from, through }: SegmentRange,
): AsyncGenerator<Attributes, undefined> {
  let after: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await query(table, {
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :until',
      ExpressionAttributeNames: { '#partition': USAGE_TABLE.partitionKey, '#sort': USAGE_TABLE.sortKey },
      ExpressionAttributeValues: {
        ':partition': text(partition),
        ':from': text(from),
        ':until': text(through),
      },
      ScanIndexForward: false,
      ExclusiveStartKey: after,
      Limit: SEGMENTS_PER_QUERY,
    });
    yield* Items;
    after = LastEvaluatedKey;
  } while (after);
  return undefined;
}

function slotOf(segment: Attributes | undefined): string {
  const position = segment?.[USAGE_TABLE.sortKey]?.S ?? '';
  return position.slice(0, position.indexOf('#'));
}
