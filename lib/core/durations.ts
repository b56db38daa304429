const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Formats a duration for messages, in the largest unit that gives a whole number, such as `90 minutes`. */
export function durationText(ms: number): string {
  const [unit, lengthMs] = UNITS.find(([, each]) => ms >= each && ms % each === 0) ?? ['second', 1000];
  const count = ms / lengthMs;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
