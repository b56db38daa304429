import { type AccessEnvironment, readTrustedHost } from './access.ts';
import { profileVariables, readPlans, readProfile, required, type Variables } from './variables.ts';

/** What the functions are told that serve key holders: the public API and self-service. */
export type KeyHoldersEnvironment = Pick<AccessEnvironment, 'keyTable' | 'profile' | 'plans' | 'trustedHost'>;

/** The variables that `readKeyHoldersEnvironment` reads. */
export function keyHoldersVariables(environment: KeyHoldersEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: environment.keyTable,
    ...profileVariables(environment.profile),
    POSTERN_PLANS: JSON.stringify(environment.plans),
    POSTERN_TRUSTED_HOST: environment.trustedHost,
  };
}

/** @throws Error that names the variable if one is missing or wrong */
export function readKeyHoldersEnvironment(variables: NodeJS.ProcessEnv): KeyHoldersEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    profile: readProfile(variables),
    plans: readPlans(variables),
    trustedHost: readTrustedHost(variables),
  };
}
