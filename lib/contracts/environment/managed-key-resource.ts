import { required, type Variables } from './variables.ts';

/** What the provider of managed keys in stacks is told. */
export interface ManagedKeyResourceEnvironment {
  /** The ARN of the function that it asks for everything. */
  readonly rotateKeyFunction: string;
}

/** The variables that `readManagedKeyResourceEnvironment` reads. */
export function managedKeyResourceVariables({ rotateKeyFunction }: ManagedKeyResourceEnvironment): Variables {
  return { POSTERN_ROTATE_KEY_FUNCTION: rotateKeyFunction };
}

/** @throws Error that names the variable if it is missing */
export function readManagedKeyResourceEnvironment(
  variables: NodeJS.ProcessEnv,
): ManagedKeyResourceEnvironment {
  return { rotateKeyFunction: required(variables, 'POSTERN_ROTATE_KEY_FUNCTION') };
}
