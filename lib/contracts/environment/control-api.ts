import type { Profile } from '../../core/profiles/profile.ts';
import { readProfile, required, type Variables } from './variables.ts';

/** What the control API is told. */
export interface ControlApiEnvironment {
  readonly keyTable: string;
  readonly profile: Profile;
}

/** The variables that `readControlApiEnvironment` reads. */
export function controlApiVariables(environment: ControlApiEnvironment): Variables {
  return { POSTERN_KEY_TABLE: environment.keyTable, POSTERN_PROFILE: environment.profile.name };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readControlApiEnvironment(variables: NodeJS.ProcessEnv): ControlApiEnvironment {
  return { keyTable: required(variables, 'POSTERN_KEY_TABLE'), profile: readProfile(variables) };
}
