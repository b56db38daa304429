/** `secret-unavailable`: the secret could not be read. `invalid-secret`: the secret does not contain a valid key. */
export type KeySecretFault = 'secret-unavailable' | 'invalid-secret';

/** The secret of a managed key cannot be used. The error never contains the secret. */
export class KeySecretError extends Error {
  override readonly name = 'KeySecretError';
  readonly fault: KeySecretFault;

  constructor(fault: KeySecretFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
