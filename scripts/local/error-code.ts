/** Whether an error is one of the system's, with this code: `ENOENT`, `ENOSPC`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
