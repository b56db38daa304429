import { required, type Variables } from './variables.ts';

/** Whose access tokens open the console. */
export interface PeopleEnvironment {
  readonly issuer: string;
  /** What a token must hold. */
  readonly scope: string;
  /** The claim of a token that may lower a role. */
  readonly roleClaim: string;
}

/** The variables that `readPeople` reads; none where nobody has the console. */
export function peopleVariables(people: PeopleEnvironment | undefined): Variables {
  if (!people) return {};
  return {
    POSTERN_PEOPLE_ISSUER: people.issuer,
    POSTERN_PEOPLE_SCOPE: people.scope,
    POSTERN_PEOPLE_ROLE_CLAIM: people.roleClaim,
  };
}

/** @throws Error that names the variable if some are there and one is missing */
export function readPeople(variables: NodeJS.ProcessEnv): PeopleEnvironment | undefined {
  if (!variables.POSTERN_PEOPLE_ISSUER) return undefined;
  return {
    issuer: variables.POSTERN_PEOPLE_ISSUER,
    scope: required(variables, 'POSTERN_PEOPLE_SCOPE'),
    roleClaim: required(variables, 'POSTERN_PEOPLE_ROLE_CLAIM'),
  };
}
