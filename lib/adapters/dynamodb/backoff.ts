const BASE_MS = 5;
const CAP_MS = 100;
const CONFLICT_CAP_MS = 1_600;

/** The number of attempts before a conflict with other transactions is reported. */
export const TRANSACTION_ATTEMPTS = 14;

/**
 * The backoff before a write is retried after a version conflict: exponential up to 100 ms, with full jitter so that
 * competing writers spread out.
 * @param random returns a number in [0, 1)
 */
export function createBackoff(random: () => number): (attempt: number) => Promise<void> {
  return backoff(random, CAP_MS);
}

/**
 * The backoff before a transaction is retried after a conflict with another transaction: exponential up to 1.6 s, with
 * full jitter. Transactions that check the same item conflict with each other, such as 64 new keys of one owner. Their
 * waits must spread over the time that all of them take in sequence. All waits of `TRANSACTION_ATTEMPTS` add up to at
 * most 9 s; a function that writes has a timeout of 15 s.
 * @param random returns a number in [0, 1)
 */
export function createConflictBackoff(random: () => number): (attempt: number) => Promise<void> {
  return backoff(random, CONFLICT_CAP_MS);
}

function backoff(random: () => number, capMs: number): (attempt: number) => Promise<void> {
  return (attempt) =>
    new Promise((resolve) => {
      setTimeout(resolve, random() * Math.min(capMs, BASE_MS * 2 ** (attempt - 1)));
    });
}
