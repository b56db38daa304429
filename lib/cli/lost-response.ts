import * as z from 'zod';
import { ProblemError } from '../api-client/errors.ts';
import { shellCommand } from './shell-word.ts';

/** The parsed options that select the deployment. */
const deploymentOptions = z.object({
  stage: z.string().optional(),
  region: z.string().optional(),
  apiUrl: z.string().optional(),
});

/** An earlier request with the same Idempotency-Key created the key. Only its response contains the value. */
export class LostResponseError extends Error {
  override readonly name = 'LostValueError';
  readonly advice: string;

  /** `options` are those of the command; the advice selects the same deployment. */
  constructor({ tenant, id }: NonNullable<ProblemError['key']>, options: unknown) {
    super(
      `Key ${id} was already created with this Idempotency-Key; only the first response contains its value`,
    );
    const { stage, region, apiUrl } = deploymentOptions.parse(options);
    const words = Object.entries({ tenant, stage, region, 'api-url': apiUrl }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    this.advice = `Use the value if you have that response. Otherwise revoke the key and create another: ${shellCommand('postern', 'keys', 'revoke', id, ...words)}`;
  }
}

/** Adds the next step to the error for an existing key. Rethrows any other error. */
export function explainLostResponse(error: unknown, options: unknown): never {
  if (error instanceof ProblemError && error.key) throw new LostResponseError(error.key, options);
  throw error;
}
