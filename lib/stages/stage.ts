import * as z from 'zod';
import { PROFILES } from '../core/profiles/catalogue.ts';

export const STAGE_NAMES = ['local', 'prod'] as const;

/** The settings of one deployment, complete: stacks decide nothing by a stage's name. */
const stageSettings = z.strictObject({
  stage: z.enum(STAGE_NAMES, `allowed: ${STAGE_NAMES.join(', ')}`),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'allowed: a region of AWS, like eu-central-1'),
  profile: z.enum([...PROFILES.keys()], `allowed: ${[...PROFILES.keys()].join(', ')}`),
  /** Whether the caller's own credentials deploy, with no bootstrap roles in between. */
  deployWithOwnCredentials: z.boolean(),
  keyTable: z.strictObject({
    /** Whether the table outlives its stack, and DynamoDB refuses to delete it. */
    retained: z.boolean(),
    pointInTimeRecovery: z.boolean(),
    customerKey: z.boolean(),
  }),
  /** Whether small protected APIs and an admin user are deployed, to try things with. */
  sample: z.boolean(),
});
export type StageSettings = z.infer<typeof stageSettings>;

/** @throws Error that names each wrong setting, what it got and what is allowed */
export function parseSettings(settings: Readonly<Record<string, unknown>>): StageSettings {
  const result = stageSettings.safeParse(settings, { reportInput: true });
  if (result.success) return result.data;
  const complaints = result.error.issues.map(
    ({ path, input, message }) =>
      `setting ${path.join('.')} is ${input === undefined ? 'missing' : JSON.stringify(input)}; ${message}`,
  );
  throw new Error(`${complaints.join('\n')}\nchoose with: cdk synth -c stage=prod -c region=eu-central-1`);
}
