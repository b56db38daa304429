import * as z from 'zod';

/** The file with the alarm states of the local runner, relative to the root of the repository. */
export const LOCAL_ALARMS_FILE = '.postern/alarms.json';

export const localAlarms = z.object({
  /** The time of the evaluation in ISO 8601. */
  evaluatedAt: z.iso.datetime(),
  alarms: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      /** The start of the state in ISO 8601; null if it is older than the runner. */
      since: z.iso.datetime().nullable(),
      reason: z.string(),
      /** The meaning of the alarm and the next steps. */
      description: z.string(),
    }),
  ),
});
export type LocalAlarms = z.infer<typeof localAlarms>;
