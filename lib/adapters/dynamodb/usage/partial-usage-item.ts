import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type PartialUsageRecord, partialUsage } from '../../../contracts/partial-usage.ts';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import { UnexpectedItemError } from '../../../core/store.ts';
import { MAX_LATENESS_MS, MS_PER_HOUR } from '../../../core/usage/limits.ts';
import type { PartialUsage } from '../../../core/usage/partial-usage.ts';
import { integer, isoInstant } from '../attributes.ts';
import { oneOf, text } from '../fields.ts';
import type { Attributes } from '../item.ts';
import { storedEntry } from './access-log-item.ts';
import { compressed, decompressed } from './compressed.ts';
import { removableAfter } from './days.ts';

/** Separates the start of partial usage, by which it is sorted, from its ID. */
const SEPARATOR = '#';
const TYPE = 'partial-usage';
const PARTITIONS: readonly string[] = USAGE_TABLE.partialUsagePartitions;

export function partialUsagePartition(partition: number): string {
  const name = PARTITIONS[partition];
  if (name === undefined) throw new Error(`partial usage has no partition ${partition}`);
  return name;
}

/** The first decision of partial usage, from its sort key. */
export function startMsOf(position: string): number {
  return Date.parse(position.slice(0, position.indexOf(SEPARATOR)));
}

/** Sorts after all partial usage with this start. */
export function endOfStart(start: string): string {
  return `${start}~`;
}

/** Is kept for as long as its delivery can be repeated: an older line is not counted. */
export function encodePartialUsage({
  id,
  startMs,
  partition,
  counts,
  entries,
  lines,
}: PartialUsage): Attributes {
  const latestMs = Math.max(
    ...counts.map(({ hour }) => (hour + 1) * MS_PER_HOUR),
    ...entries.map(({ atMs }) => atMs),
  );
  const record: PartialUsageRecord = {
    counts: counts.map((each) => [each.tenant, each.key, each.hour, { ...each.counts }]),
    entries: entries.map(storedEntry),
  };
  return {
    pk: text.encode(partialUsagePartition(partition)),
    sk: text.encode(`${isoInstant(startMs)}${SEPARATOR}${id}`),
    type: text.encode(TYPE),
    data: compressed(record),
    lines: { B: Buffer.from(lines.join(''), 'hex') },
    [USAGE_TABLE.timeToLive]: integer(removableAfter(latestMs, MAX_LATENESS_MS / MS_PER_DAY)),
  };
}

/** @throws UnexpectedItemError */
export function decodePartialUsage({ type, pk, sk, data, lines }: Attributes): PartialUsage {
  oneOf([TYPE]).decode(type, `${TYPE}.type`);
  const partition = PARTITIONS.indexOf(text.decode(pk, `${TYPE}.pk`));
  const record = partialUsage.safeParse(decompressed(data, `${TYPE}.data`));
  if (partition < 0 || !record.success)
    throw new UnexpectedItemError('an item in the usage table must be partial usage', {
      cause: record.error,
    });
  const counts = record.data.counts.map(([tenant, key, hour, of]) => ({ tenant, key, hour, counts: of }));
  const position = text.decode(sk, `${TYPE}.sk`);
  return {
    id: position.slice(position.indexOf(SEPARATOR) + 1),
    startMs: startMsOf(position),
    partition,
    counts,
    entries: record.data.entries,
    lines: decodeLines(lines),
  };
}

/** The IDs of the lines of an item. */
export function decodeLines(lines: AttributeValue | undefined): readonly string[] {
  return (
    Buffer.from(lines?.B ?? '')
      .toString('hex')
      .match(LINE_ID) ?? []
  );
}

const LINE_ID = /.{16}/g;
