import { KEY_TABLE } from '../../contracts/key-table.ts';
import { IDEMPOTENCY_WINDOW_MS, type IdempotencyRecord } from '../../core/idempotency/record.ts';
import { integer, map, text } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'idempotency';

export function idempotencyItemKey(id: string): ItemKey {
  return { pk: `idempotency#${id}`, sk: 'idempotency' };
}

/** In no index: a record is found by its id alone, and goes by itself. */
export function encodeIdempotencyRecord(record: IdempotencyRecord): Attributes {
  const { pk, sk } = idempotencyItemKey(record.id);
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    data: map({
      id: text(record.id),
      bodyDigest: text(record.bodyDigest),
      createdId: text(record.createdId),
      createdAtMs: integer(record.createdAtMs),
    }),
    [KEY_TABLE.timeToLive]: integer(Math.ceil((record.createdAtMs + IDEMPOTENCY_WINDOW_MS) / 1000)),
  };
}

/** @throws UnexpectedItemError */
export function decodeIdempotencyRecord(item: Attributes): IdempotencyRecord {
  const data = Fields.of(TYPE, item).map('data');
  return {
    id: data.text('id'),
    bodyDigest: data.text('bodyDigest'),
    createdId: data.text('createdId'),
    createdAtMs: data.integer('createdAtMs'),
  };
}
