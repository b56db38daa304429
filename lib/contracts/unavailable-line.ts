/** The maximum number of causes in a line. */
const DEPTH = 4;

/**
 * The log line of a failed read. It contains only error codes and names (`UnavailableError`, `ThrottlingException`,
 * `ECONNREFUSED`), because messages may contain data.
 */
export function unavailableLine(cause: unknown): string {
  const errors: string[] = [];
  for (let error = cause; error instanceof Error && errors.length < DEPTH; error = error.cause) {
    errors.push('code' in error && typeof error.code === 'string' ? error.code : error.name);
  }
  return `${JSON.stringify({ postern: 'unavailable', errors })}\n`;
}
