/** What went wrong and what to do about it, as one line for the person at the terminal. */
export class Failure extends Error {
  override name = 'Failure';
}

/** The person asked to stop: not an error, but nothing that was in progress goes on. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}
