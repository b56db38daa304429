/** The event is not a supported request event. The request is denied. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
}
