/** How deep a chain of causes is told. */
const DEPTH = 4;

/**
 * Why the records could not be read, for the operator: codes and names of the errors alone
 * (`UnavailableError`, `ThrottlingException`, `ECONNREFUSED`), never a message, which may quote data.
 */
export function unavailableLine(cause: unknown): string {
  const errors: string[] = [];
  for (let error = cause; error instanceof Error && errors.length < DEPTH; error = error.cause) {
    errors.push('code' in error && typeof error.code === 'string' ? error.code : error.name);
  }
  return `${JSON.stringify({ postern: 'unavailable', errors })}\n`;
}
