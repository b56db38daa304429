import type { PlanLimits, Plans } from '../../core/plans/plan.ts';
import { PROFILES } from '../../core/profiles/catalogue.ts';
import { acceptingOnly, credentialHeaders } from '../../core/profiles/credential-headers.ts';
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

/** The variables that `readProfile` reads. */
export function profileVariables(profile: Profile): Variables {
  return {
    POSTERN_PROFILE: profile.name,
    POSTERN_CREDENTIAL_HEADERS: credentialHeaders(profile).join(),
  };
}

/** @throws Error that lists the profiles, or the headers of the profile, if a variable names none of them */
export function readProfile(variables: NodeJS.ProcessEnv): Profile {
  const name = required(variables, 'POSTERN_PROFILE');
  const profile = PROFILES.get(name);
  if (profile) return acceptingOnly(profile, required(variables, 'POSTERN_CREDENTIAL_HEADERS').split(','));
  throw new Error(`POSTERN_PROFILE is '${name}'; allowed: ${[...PROFILES.keys()].join(', ')}`);
}

/** @throws Error if POSTERN_PLANS does not hold plans */
export function readPlans(variables: NodeJS.ProcessEnv): Plans {
  const parsed: unknown = JSON.parse(required(variables, 'POSTERN_PLANS'));
  if (isRecordOf(parsed, isPlanLimits)) return parsed;
  throw new Error('POSTERN_PLANS must be a JSON object of limits (numbers or null) by plan');
}

function isPlanLimits(value: unknown): value is PlanLimits {
  return isRecordOf(value, isLimit);
}

function isLimit(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

/** Whether a value is an object whose values all are of a kind. */
export function isRecordOf<Value>(
  value: unknown,
  isValue: (each: unknown) => each is Value,
): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isValue);
}
