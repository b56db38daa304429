import * as z from 'zod';
import type { Attributes } from '../../lib/adapters/dynamodb/item.ts';
import { decodePartialCounts } from '../../lib/adapters/dynamodb/usage/partial-counts-item.ts';
import { UnexpectedItemError } from '../../lib/core/store.ts';
import type { PartialCounts } from '../../lib/core/usage/partial-counts.ts';

/** Validated strictly when it is decoded. */
const image = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);

/** The event of a table stream, for created items. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ Keys: z.object({ sk: z.object({ S: z.string() }) }), NewImage: image }),
    }),
  ),
});

export interface ReadPartialCounts {
  readonly partialCounts: readonly PartialCounts[];
  /** The IDs of the items that are not valid partial counts. */
  readonly unreadable: readonly string[];
}

/** @throws ZodError if the event is not a table stream event */
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
