const BASE_MS = 5;
const CAP_MS = 100;

/**
 * Waits before a contended write is tried again: a random part of a span that doubles up to 100 ms, so that
 * those who collided don't collide again.
 * @param random yields a number in [0, 1)
 */
export function createPause(random: () => number): (attempt: number) => Promise<void> {
  return (attempt) =>
    new Promise((resolve) => {
      setTimeout(resolve, random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
    });
}
