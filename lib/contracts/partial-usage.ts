import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';
import { accessLogEntry } from './access-log-entries.ts';

/** The JSON form of partial usage in an item. */
export const partialUsage = z.object({
  counts: z.array(
    z.tuple([
      z.string().describe('tenant'),
      z.string().describe('key'),
      z.int().describe('hour, since 1970-01-01'),
      z.partialRecord(z.enum(OUTCOMES), z.int().positive()),
    ]),
  ),
  entries: z.array(accessLogEntry),
});
export type PartialUsageRecord = z.output<typeof partialUsage>;
