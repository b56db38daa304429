import type { Series, Window } from './metric-store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** CloudWatch trains its models on up to two weeks of data. */
const DAYS = 14;
/** The minimum number of points for a band. */
const MIN_POINTS = 30;

/**
 * Returns the band of expected values at each point of a window: the mean of the same hour in the previous 14 days, plus
 * and minus a number of standard deviations. A point has no band if there is too little data. AWS trains a model that
 * also recognizes weekly patterns and trends; this approximation replaces it on an emulator.
 *
 * @param read returns the points of a past window
 * @returns the upper and the lower bounds
 */
export function bandOver(
  window: Window,
  read: (past: Window) => Series,
  deviations: number,
): readonly Series[] {
  const { endMs, periodSeconds, length } = window;
  const hours = new Map<number, ReturnType<typeof usualAt>>();
  const points = Array.from({ length }, (_, index) => {
    const atMs = endMs - (length - index) * periodSeconds * 1_000;
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const usual = hours.get(hourMs) ?? usualAt(hourMs, periodSeconds, read);
    hours.set(hourMs, usual);
    return usual;
  });
  return [
    points.map((usual) => usual && usual.mean + deviations * usual.deviation),
    points.map((usual) => usual && usual.mean - deviations * usual.deviation),
  ];
}

function usualAt(hourMs: number, periodSeconds: number, read: (past: Window) => Series) {
  const length = Math.max(1, Math.floor(3_600 / periodSeconds));
  const known = Array.from({ length: DAYS }, (_, day) =>
    read({ endMs: hourMs + HOUR_MS - (day + 1) * DAY_MS, periodSeconds, length }),
  )
    .flat()
    .filter((point) => point !== undefined);
  if (known.length < MIN_POINTS) return undefined;
  const mean = known.reduce((sum, point) => sum + point, 0) / known.length;
  const variance = known.reduce((sum, point) => sum + (point - mean) ** 2, 0) / known.length;
  return { mean, deviation: Math.sqrt(variance) };
}
