import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { decodePartialUsage } from '../../lib/adapters/dynamodb/usage/partial-usage-item.ts';
import { UnexpectedItemError } from '../../lib/core/store.ts';
import type { PartialUsage } from '../../lib/core/usage/partial-usage.ts';

/** The event has bytes in base64. Other values are validated strictly when they are decoded. */
const attribute = z.union([
  z.object({ B: z.base64().transform((bytes) => Buffer.from(bytes, 'base64')) }),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
]);
const image = z.record(z.string(), attribute);

/** The event of a table stream, for created items. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ Keys: z.object({ sk: z.object({ S: z.string() }) }), NewImage: image }),
    }),
  ),
});

export interface ReadPartialUsage {
  readonly partialUsage: readonly PartialUsage[];
  /** The IDs of the items that are not valid partial usage. */
  readonly unreadable: readonly string[];
}

/** @throws ZodError if the event is not a table stream event */
export function readPartialUsage(event: unknown): ReadPartialUsage {
  const partialUsage: PartialUsage[] = [];
  const unreadable: string[] = [];
  for (const { dynamodb } of streamEvent.parse(event).Records) {
    try {
      partialUsage.push(decodePartialUsage(dynamodb.NewImage));
    } catch (error) {
      if (!(error instanceof UnexpectedItemError)) throw error;
      unreadable.push(dynamodb.Keys.sk.S);
    }
  }
  return { partialUsage, unreadable };
}
