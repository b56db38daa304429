/** The setup of a guard does not allow decisions. All requests are denied. The message contains the next step. */
export class GuardSetupError extends Error {
  override readonly name = 'GuardSetupError';
}
