import * as z from 'zod';
import { ProblemError } from '../api-client/errors.ts';
import { shellCommand } from './shell-word.ts';

/** The options that say which deployment is meant, as they were given. */
const deploymentOptions = z.object({
  stage: z.string().optional(),
  region: z.string().optional(),
  apiUrl: z.string().optional(),
});

/** A key was created, and nobody has its value: the answer that held it was lost on its way. */
export class LostValueError extends Error {
  override readonly name = 'LostValueError';
  readonly advice: string;

  /** `options` are those of the command that created it: the same deployment is meant. */
  constructor({ tenant, id }: NonNullable<ProblemError['key']>, options: unknown) {
    super(`key ${id} was created, but the answer with its value was lost, and no other will hold it`);
    const { stage, region, apiUrl } = deploymentOptions.parse(options);
    const words = Object.entries({ tenant, stage, region, 'api-url': apiUrl }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    this.advice = `revoke it, then create another: ${shellCommand('postern', 'keys', 'revoke', id, ...words)}`;
  }
}

/** Says of a key whose value was lost what to do now; any other error stays as it is. */
export function tellOfLostValue(error: unknown, options: unknown): never {
  if (error instanceof ProblemError && error.key) throw new LostValueError(error.key, options);
  throw error;
}
