import { type SecretFault, SecretStoreError } from '../../lib/core/rotation/secret-store.ts';

/** The fault of a failed call to a secret store; undefined if the call succeeds. */
export async function faultOf(call: Promise<unknown>): Promise<SecretFault | undefined> {
  return call.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof SecretStoreError) return error.fault;
      throw error;
    },
  );
}
