import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';

/** What the item of a tally holds of its keys, as JSON: short, because a table charges for each KB. */
export const partialCounts = z.array(
  z.tuple([
    z.string().describe('tenant'),
    z.string().describe('key'),
    z.int().describe('day, since 1970-01-01'),
    z.partialRecord(z.enum(OUTCOMES), z.int().positive()),
  ]),
);
export type PartialCountsRecord = z.output<typeof partialCounts>;
