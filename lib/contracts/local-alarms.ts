import * as z from 'zod';

/** Where the local runner says in which states the alarms are, from the repository's root. */
export const LOCAL_ALARMS_FILE = '.postern/alarms.json';

export const localAlarms = z.object({
  /** ISO 8601: when it looked at them. */
  evaluatedAt: z.iso.datetime(),
  alarms: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      /** ISO 8601: since when it has that state; null where it has had it since before the runner was started. */
      since: z.iso.datetime().nullable(),
      /** Why. */
      reason: z.string(),
      /** What it means and what to do. */
      description: z.string(),
    }),
  ),
});
export type LocalAlarms = z.infer<typeof localAlarms>;
