import * as z from 'zod';
import { decodeBucket } from '../../lib/adapters/dynamodb/bucket-update.ts';
import type { Attributes } from '../../lib/adapters/dynamodb/item.ts';
import { type LimitEventDeps, publishLimitEvents } from '../../lib/core/limits/limit-events.ts';

/** Only its numbers are read. */
const image = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);

/** The event of the stream of the limits table. A removed bucket has no new image. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        ApproximateCreationDateTime: z.number(),
        Keys: z.object({ pk: z.object({ S: z.string() }) }),
        OldImage: image.optional(),
        NewImage: image.optional(),
      }),
    }),
  ),
});

/**
 * Makes the handler of the stream of the limits table, which publishes the thresholds that charges reached. If the bus or the key
 * table does not respond, Lambda retries the batch, and the events are published again with the same IDs.
 */
export function createHandler(deps: LimitEventDeps) {
  return async (event: unknown): Promise<void> => {
    const changes = streamEvent.parse(event).Records.map(({ dynamodb }) => ({
      bucket: dynamodb.Keys.pk.S,
      before: decodeBucket(dynamodb.OldImage),
      after: decodeBucket(dynamodb.NewImage),
      atMs: Math.round(dynamodb.ApproximateCreationDateTime * 1000),
    }));
    await publishLimitEvents(deps, changes);
  };
}
