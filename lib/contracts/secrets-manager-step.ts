import * as z from 'zod';
import { SECRET_STEPS } from '../core/rotation/secrets-manager-steps.ts';

/** The event of a Secrets Manager rotation step. Other fields are ignored. */
export const secretsManagerStep = z.object({
  SecretId: z.string().max(2048),
  ClientRequestToken: z.string().min(32).max(64),
  Step: z.enum(SECRET_STEPS),
});
export type SecretsManagerStep = z.output<typeof secretsManagerStep>;
