import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { json } from './fields.ts';

/*
 * The fields of responses. Bounds apply to input only: a response describes types, so that a stored value that
 * today's input would reject breaks neither its own response nor the listing that contains it.
 */

/** The ID of a tenant, an owner, a key or a session. */
export const storedId = z.string().meta({ examples: ['acme', '3fKq81ZbTn0x'] });

/** Increases with each update of the resource. A response with one resource also returns it as `ETag`. */
export const storedVersion = z.int().meta({ examples: [3] });

/** Null if there is no name. */
export const storedName = z
  .string()
  .nullable()
  .meta({ examples: ['Nightly build'] });

export const storedPermissions = z.array(z.string()).meta({ examples: [['read', 'orders:*']] });

/** A limit in days; null if there is none. */
export const storedDays = z.number().nullable();

export const storedMetadata: z.ZodType<JsonObject, JsonObject> = z
  .record(z.string(), json)
  .meta({ examples: [{ plan: 'gold' }] });

/** RFC 3339 in UTC with milliseconds: the one form of a timestamp in responses. */
export const timestamp = z.iso.datetime({ precision: 3 }).meta({ examples: ['2027-01-31T12:00:00.000Z'] });

/** One page of a listing. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    /** The cursor of the following page; null on the last. */
    next: z.string().nullable(),
    unknown: z.array(z.string()).optional().meta({
      description:
        'IDs of items of the page that this version cannot read; a newer version may have written them',
    }),
  });
}
