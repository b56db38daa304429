import * as z from 'zod';
import { ProblemError } from '../api-client/errors.ts';
import { shellCommand } from './shell-word.ts';

/** The options that say which deployment is meant, as they were given. */
const deploymentOptions = z.object({
  stage: z.string().optional(),
  region: z.string().optional(),
  apiUrl: z.string().optional(),
});

/** A key was created by an earlier request with this Idempotency-Key: only the response to that one has its value. */
export class LostResponseError extends Error {
  override readonly name = 'LostValueError';
  readonly advice: string;

  /** `options` are those of the command that created it: the same deployment is meant. */
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

/** Says what to do about a key that exists already; any other error stays as it is. */
export function explainLostResponse(error: unknown, options: unknown): never {
  if (error instanceof ProblemError && error.key) throw new LostResponseError(error.key, options);
  throw error;
}
