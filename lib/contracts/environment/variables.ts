import { PROFILES } from '../../core/profiles/catalogue.ts';
import type { Profile } from '../../core/profiles/profile.ts';

/** Environment variables of a Lambda, as a construct writes them. */
export type Variables = Readonly<Record<string, string>>;

/** @throws Error that names the variable if it is missing or empty */
export function required(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (!value)
    throw new Error(`environment variable ${name} is missing; the construct that makes the function sets it`);
  return value;
}

/** @throws Error that lists the profiles if POSTERN_PROFILE names none of them */
export function readProfile(variables: NodeJS.ProcessEnv): Profile {
  const name = required(variables, 'POSTERN_PROFILE');
  const profile = PROFILES.get(name);
  if (profile) return profile;
  throw new Error(`POSTERN_PROFILE is '${name}'; allowed: ${[...PROFILES.keys()].join(', ')}`);
}
