/** The event is none that an authorizer gets; nothing is known of the request, so nothing is allowed. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';

  constructor() {
    super(
      'the event is neither that of a REST API (a REQUEST authorizer) nor that of an HTTP API (payload format 2.0); configure the authorizer as one of them',
    );
  }
}
