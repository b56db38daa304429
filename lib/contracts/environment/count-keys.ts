import { required, type Variables } from './variables.ts';

/** What the function that counts keys is told. */
export interface CountKeysEnvironment {
  readonly keyTable: string;
  /** The parameter that holds where signs of life go; undefined where nobody waits for them. */
  readonly signalParameter: string | undefined;
}

/** The variables that `readCountKeysEnvironment` reads. */
export function countKeysVariables({ keyTable, signalParameter }: CountKeysEnvironment): Variables {
  return {
    POSTERN_KEY_TABLE: keyTable,
    ...(signalParameter === undefined ? {} : { POSTERN_SIGNAL_PARAMETER: signalParameter }),
  };
}

/** @throws Error that names the variable if one is missing */
export function readCountKeysEnvironment(variables: NodeJS.ProcessEnv): CountKeysEnvironment {
  return {
    keyTable: required(variables, 'POSTERN_KEY_TABLE'),
    signalParameter: variables.POSTERN_SIGNAL_PARAMETER,
  };
}
