/** An event that describes no request. Nothing is known of the request, so nothing is allowed. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
}
