import { IDEMPOTENCY_WINDOW_MS, type IdempotencyRecord } from '../../core/idempotency/record.ts';
import { keyAttributes, removableAt } from './attributes.ts';
import { integer, itemCodec, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';

const item = itemCodec<IdempotencyRecord, object, object>({
  type: 'idempotency',
  data: { id: text, bodyDigest: text, createdId: text, createdAtMs: integer },
  projected: {},
  hidden: {},
});

export function idempotencyItemKey(id: string): ItemKey {
  return { pk: `idempotency#${id}`, sk: 'idempotency' };
}

/** Is in no index: a record is read only by its ID, and DynamoDB removes it after its time to live. */
export function encodeIdempotencyRecord(record: IdempotencyRecord): Attributes {
  return {
    ...item.encode(record),
    ...keyAttributes(idempotencyItemKey(record.id)),
    ...removableAt(record.createdAtMs + IDEMPOTENCY_WINDOW_MS),
  };
}

/** @throws UnexpectedItemError */
export const decodeIdempotencyRecord: (item: Attributes) => IdempotencyRecord = item.decode;
