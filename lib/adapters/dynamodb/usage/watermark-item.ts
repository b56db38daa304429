import type { Watermark } from '../../../core/usage/delivery.ts';
import { keyAttributes } from '../attributes.ts';
import { integer, itemCodec, text } from '../fields.ts';
import type { Attributes } from '../item.ts';
import type { Range } from '../read-range.ts';

const item = itemCodec<Omit<Watermark, 'version'>, Pick<Watermark, 'version'>, object>({
  type: 'watermark',
  data: { logGroup: text, healthySinceMs: integer, throughMs: integer },
  projected: { version: integer },
  hidden: {},
});

/** All watermarks of a deployment share one partition and are read together. */
export const WATERMARKS: Range = { partition: 'delivery#', prefix: 'group#' };

export function encodeWatermark(watermark: Watermark): Attributes {
  const { partition, prefix } = WATERMARKS;
  return {
    ...item.encode(watermark),
    ...keyAttributes({ pk: partition, sk: prefix + watermark.logGroup }),
  };
}

/** @throws UnexpectedItemError */
export const decodeWatermark: (item: Attributes) => Watermark = item.decode;
