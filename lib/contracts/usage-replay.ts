import * as z from 'zod';
import { REPLAY_DAYS } from '../core/usage/limits.ts';

/** The lines that a replay reads. Newer lines can still be in delivery, and older ones cannot be identified. */
export const REPLAYED_LINES = { minAgeMs: 15 * 60_000, maxAgeDays: REPLAY_DAYS } as const;

/** The response of `record-usage`: the numbers of lines of the delivery. */
export const recordedLines = z.object({
  recorded: z.int(),
  /** Recorded before, and not counted again. */
  known: z.int(),
  /** Not counted: of another source, of a key that does not exist, or too old. */
  dropped: z.int(),
});
export type RecordedLines = z.output<typeof recordedLines>;
