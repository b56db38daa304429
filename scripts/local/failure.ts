/** An error whose message is one line with the cause and the next step for the user. */
export class Failure extends Error {
  override name = 'Failure';
}

/** The user interrupted the run: not an error, but all work in progress ends. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}
