import type { Watermark } from '../../../core/usage/delivery.ts';
import { integer, map, text } from '../attributes.ts';
import { Fields } from '../fields.ts';
import type { Attributes } from '../read-item.ts';
import type { Range } from '../read-range.ts';

const TYPE = 'watermark';

/** All watermarks of a deployment lie together, and are read together. */
export const WATERMARKS: Range = { partition: 'delivery#', prefix: 'group#' };

export function encodeWatermark({ logGroup, healthySinceMs, throughMs, version }: Watermark): Attributes {
  return {
    pk: text(WATERMARKS.partition),
    sk: text(WATERMARKS.prefix + logGroup),
    type: text(TYPE),
    version: integer(version),
    data: map({
      logGroup: text(logGroup),
      healthySinceMs: integer(healthySinceMs),
      throughMs: integer(throughMs),
    }),
  };
}

/** @throws UnexpectedItemError */
export function decodeWatermark(item: Attributes): Watermark {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data');
  return {
    logGroup: data.text('logGroup'),
    healthySinceMs: data.integer('healthySinceMs'),
    throughMs: data.integer('throughMs'),
    version: fields.integer('version'),
  };
}
