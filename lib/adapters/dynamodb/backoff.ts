const BASE_MS = 5;
const CAP_MS = 100;
const CONFLICT_CAP_MS = 1_600;

/** How often a transaction is sent before a conflict with other transactions is reported. */
export const TRANSACTION_ATTEMPTS = 14;

/**
 * Waits before a conflict write is tried again: a random part of a span that doubles up to 100 ms, so that
 * those who collided don't collide again.
 * @param random yields a number in [0, 1)
 */
export function createBackoff(random: () => number): (attempt: number) => Promise<void> {
  return backoff(random, CAP_MS);
}

/**
 * Waits before a transaction that conflicted with another one is sent again: a random part of a span that doubles up
 * to 1.6 s. Transactions that check one item conflict with each other, such as 64 new keys of one owner: their waits
 * must spread over the time that all of them take one after the other. All waits of `TRANSACTION_ATTEMPTS` together
 * last at most 9 s, and a function that writes has 15 s.
 * @param random yields a number in [0, 1)
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
