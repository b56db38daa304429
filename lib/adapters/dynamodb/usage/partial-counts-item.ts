import { type PartialCountsRecord, partialCounts } from '../../../contracts/partial-counts.ts';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import { UnexpectedItemError } from '../../../core/store.ts';
import { MAX_LATENESS_MS } from '../../../core/usage/limits.ts';
import type { PartialCounts } from '../../../core/usage/partial-counts.ts';
import { integer } from '../attributes.ts';
import { oneOf, text } from '../fields.ts';
import type { Attributes } from '../item.ts';
import { removableAfter } from './days.ts';

const TYPE = 'partial-counts';

/** Is kept for as long as its delivery can be repeated: an older line is not counted. */
export function encodePartialCounts({ id, counts }: PartialCounts): Attributes {
  const endOfItsDayMs = (Math.max(...counts.map(({ day }) => day)) + 1) * MS_PER_DAY;
  const rows: PartialCountsRecord = counts.map((each) => [
    each.tenant,
    each.key,
    each.day,
    { ...each.counts },
  ]);
  return {
    pk: text.encode(USAGE_TABLE.partialCounts),
    sk: text.encode(id),
    type: text.encode(TYPE),
    counts: text.encode(JSON.stringify(rows)),
    [USAGE_TABLE.timeToLive]: integer(removableAfter(endOfItsDayMs, MAX_LATENESS_MS / MS_PER_DAY)),
  };
}

/** @throws UnexpectedItemError */
export function decodePartialCounts({ type, sk, counts }: Attributes): PartialCounts {
  oneOf([TYPE]).decode(type, `${TYPE}.type`);
  return {
    id: text.decode(sk, `${TYPE}.sk`),
    counts: countsIn(text.decode(counts, `${TYPE}.counts`)),
  };
}

function countsIn(json: string): PartialCounts['counts'] {
  try {
    return partialCounts
      .parse(JSON.parse(json))
      .map(([tenant, key, day, counts]) => ({ tenant, key, day, counts }));
  } catch (cause) {
    throw new UnexpectedItemError(`'${TYPE}.counts' in the usage table must be counts as JSON`, { cause });
  }
}
