import type { Series, Window } from './metric-store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What CloudWatch trains its models on. */
const DAYS = 14;
/** With less than this there is no saying what is usual. */
const LEAST_POINTS = 30;

/**
 * What is usual at each point of a window: the mean of what was in the same hour of the 14 days before, and so many
 * standard deviations on either side. Where too little is known there is no band. AWS trains a model of its own, which
 * sees weeks and trends too; this stands in for it where there is none.
 *
 * @param read the points of a window in the past
 * @returns the upper bound and the lower one
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
  if (known.length < LEAST_POINTS) return undefined;
  const mean = known.reduce((sum, point) => sum + point, 0) / known.length;
  const variance = known.reduce((sum, point) => sum + (point - mean) ** 2, 0) / known.length;
  return { mean, deviation: Math.sqrt(variance) };
}
