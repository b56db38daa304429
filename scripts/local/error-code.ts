/** Whether an error is a system error with a code such as `ENOENT` or `ENOSPC`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
