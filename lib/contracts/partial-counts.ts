import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';

/** The JSON form of partial counts in an item. It is compact, because DynamoDB charges per KB. */
export const partialCounts = z.array(
  z.tuple([
    z.string().describe('tenant'),
    z.string().describe('key'),
    z.int().describe('day, since 1970-01-01'),
    z.partialRecord(z.enum(OUTCOMES), z.int().positive()),
  ]),
);
export type PartialCountsRecord = z.output<typeof partialCounts>;
