import * as z from 'zod';
import { UnexpectedItemError } from '../../lib/adapters/dynamodb/fields.ts';
import type { Attributes } from '../../lib/adapters/dynamodb/read-item.ts';
import { decodePartialCounts } from '../../lib/adapters/dynamodb/usage/partial-counts-item.ts';
import type { PartialCounts } from '../../lib/core/usage/partial-counts.ts';

/** Read strictly, attribute by attribute, where it is decoded. */
const image = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);

/** What the stream of a table calls a function with, of items that were made. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ Keys: z.object({ sk: z.object({ S: z.string() }) }), NewImage: image }),
    }),
  ),
});

export interface ReadPartialCounts {
  readonly partialCounts: readonly PartialCounts[];
  /** The ids of those that are none. */
  readonly unreadable: readonly string[];
}

/** @throws ZodError where the event is none of a table's stream */
export function readPartialCounts(event: unknown): ReadPartialCounts {
  const partialCounts: PartialCounts[] = [];
  const unreadable: string[] = [];
  for (const { dynamodb } of streamEvent.parse(event).Records) {
    try {
      partialCounts.push(decodePartialCounts(dynamodb.NewImage));
    } catch (error) {
      if (!(error instanceof UnexpectedItemError)) throw error;
      unreadable.push(dynamodb.Keys.sk.S);
    }
  }
  return { partialCounts, unreadable };
}
