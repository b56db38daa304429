import type { Plans } from '../../core/plans/plan.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { type PeopleEnvironment, peopleVariables, readPeople } from './people.ts';
import { profileVariables, readPlans, readProfile, required, type Variables } from './variables.ts';

/** What the control API is told. */
export interface ControlApiEnvironment {
  readonly keyTable: string;
  readonly profile: Profile;
  readonly plans: Plans;
  /** Undefined where nobody has the console. */
  readonly people: PeopleEnvironment | undefined;
}

/** The variables that `readControlApiEnvironment` reads. */
export function controlApiVariables({ keyTable, profile, plans, people }: ControlApiEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: keyTable,
    ...profileVariables(profile),
    POSTERN_PLANS: JSON.stringify(plans),
    ...peopleVariables(people),
  };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readControlApiEnvironment(variables: NodeJS.ProcessEnv): ControlApiEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    profile: readProfile(variables),
    plans: readPlans(variables),
    people: readPeople(variables),
  };
}
