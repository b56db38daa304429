/** The maximum number of attempts. */
const ATTEMPTS = 64;

/**
 * Repeats a read-decide-write until its write has no version conflict (optimistic locking). Each attempt decides on
 * current data, so that an update that started before a revocation cannot undo it.
 */
export async function retryOnConflict<Result extends { readonly outcome: string }>(
  backoff: (attempt: number) => Promise<void>,
  round: () => Promise<Result | 'version-conflict'>,
): Promise<Result | { readonly outcome: 'conflict' }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const result = await round();
    if (result !== 'version-conflict') return result;
    await backoff(attempt);
  }
  return { outcome: 'conflict' };
}
