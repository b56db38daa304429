/** How often a conflict change reads again and decides again before it gives up. */
const ATTEMPTS = 64;

/**
 * Repeats a read-decide-write until its write was not stale. Each round decides on what it then reads, so
 * whatever somebody else did in between counts: a revocation can't be undone by a change that began before it.
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
