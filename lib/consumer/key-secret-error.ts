/** `unreadable`: no answer with a text. `invalid-secret`: the text holds no key that could be sent. */
export type KeySecretFault = 'secret-unavailable' | 'invalid-secret';

/** The secret of a managed key can't be used. Nothing of what it holds is told. */
export class KeySecretError extends Error {
  override readonly name = 'KeySecretError';
  readonly fault: KeySecretFault;

  constructor(fault: KeySecretFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
