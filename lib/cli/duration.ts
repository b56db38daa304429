import { InvalidArgumentError } from '@commander-js/extra-typings';
import { DURATION_LIMIT_SECONDS } from '../contracts/http/managed-keys.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const DURATION = /^(\d+)([smhd])$/;

/** Parses a duration such as `90d`, `12h`, `30m` or `45s` to seconds. */
export function parseDuration(text: string): number {
  const [, count = '', unit = ''] = DURATION.exec(text) ?? [];
  const seconds = Object.entries(SECONDS).find(([name]) => name === unit)?.[1];
  if (seconds === undefined)
    throw new InvalidArgumentError('Use a number with a unit, for example 90d, 12h, 30m or 45s.');
  const duration = Number(count) * seconds;
  if (duration <= DURATION_LIMIT_SECONDS) return duration;
  throw new InvalidArgumentError(`Use at most ${durationText(DURATION_LIMIT_SECONDS)}.`);
}

/** Formats seconds in the largest unit that gives a whole number. */
export function durationText(seconds: number): string {
  const [unit, length] = Object.entries(SECONDS).findLast(([, each]) => seconds % each === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}
