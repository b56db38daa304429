import { type TallyCounts, tallyCounts } from '../../../contracts/partial-counts.ts';
import { USAGE_TABLE } from '../../../contracts/usage-table.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import type { Tally } from '../../../core/usage/partial-counts.ts';
import { LATE_MS } from '../../../core/usage/limits.ts';
import { integer } from '../attributes.ts';
import { oneOf, text, UnexpectedItemError } from '../fields.ts';
import type { Attributes } from '../read-item.ts';
import { removableAfter } from './days.ts';

const TYPE = 'tally';

/** Kept for as long as its delivery could be repeated: a line that is older than that counts for nothing. */
export function encodeTally({ id, counts }: Tally): Attributes {
  const endOfItsDayMs = (Math.max(...counts.map(({ day }) => day)) + 1) * MS_PER_DAY;
  const rows: TallyCounts = counts.map((each) => [each.tenant, each.key, each.day, { ...each.counts }]);
  return {
    pk: text.encode(USAGE_TABLE.tallies),
    sk: text.encode(id),
    type: text.encode(TYPE),
    counts: text.encode(JSON.stringify(rows)),
    [USAGE_TABLE.timeToLive]: integer(removableAfter(endOfItsDayMs, LATE_MS / MS_PER_DAY)),
  };
}

/** @throws UnexpectedItemError */
export function decodeTally({ type, sk, counts }: Attributes): Tally {
  oneOf([TYPE]).decode(type, `${TYPE}.type`);
  return {
    id: text.decode(sk, `${TYPE}.sk`),
    counts: countsIn(text.decode(counts, `${TYPE}.counts`)),
  };
}

function countsIn(json: string): Tally['counts'] {
  try {
    return tallyCounts
      .parse(JSON.parse(json))
      .map(([tenant, key, day, counts]) => ({ tenant, key, day, counts }));
  } catch (cause) {
    throw new UnexpectedItemError(`'${TYPE}.counts' in the usage table must be counts as JSON`, { cause });
  }
}
