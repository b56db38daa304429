/** The maximum number of attempts. */
const ATTEMPTS = 64;

/**
 * Repeats a read-decide-write until its write is not stale (optimistic locking). Each attempt decides on current data,
 * so that an update that started before a revocation cannot undo it.
 */
export async function retryOnConflict<Result extends { readonly outcome: string }>(
  pause: (attempt: number) => Promise<void>,
  round: () => Promise<Result | 'stale'>,
): Promise<Result | { readonly outcome: 'conflict' }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const result = await round();
    if (result !== 'stale') return result;
    await pause(attempt);
  }
  return { outcome: 'conflict' };
}
