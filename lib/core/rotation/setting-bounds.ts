import { durationText } from '../durations.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import { type RotationWindow, WINDOWS_LIMIT } from './maintenance-window.ts';
import type { RotationSettings } from './settings.ts';

/** The longest duration in the settings of a managed key: ten years, so that every computed time is a valid date. */
export const DURATION_LIMIT_MS = 10 * 366 * MS_PER_DAY;

/** The default grace period of the existing value of an adopted key. */
export const EXISTING_VALUE_GRACE_MS = 30 * MS_PER_DAY;

/** The maximum number of principals that the policy of a secret allows to read it. */
export const READERS_LIMIT = 16;
/** The longest ARN of a role: 512 characters of path, 64 of name, and the rest. */
export const READER_LIMIT_CHARACTERS = 640;
/** All readers together: Secrets Manager accepts policies of 20 KB. */
export const READERS_LIMIT_BYTES = 8 * 1024;

/** A role or a user, with its path, or the root of an account. A wildcard would let other principals read. */
export const READER_ARN =
  /^arn:aws(?:-cn|-us-gov|-iso|-iso-b|-iso-e|-iso-f|-eusc)?:iam::\d{12}:(?:root|(?:role|user)\/(?:[!-)+-.0->@-~]+\/)*[\w+=,.@-]{1,64})$/;

/** The maximum number of replica Regions of a secret. */
export const REPLICAS_LIMIT = 8;
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The one form in which settings are compared and stored: readers are a set, and so are the days of a window. */
export function normalizeSettings(settings: RotationSettings): RotationSettings {
  return {
    ...settings,
    windows: settings.windows.map((each) => ({ ...each, days: [...new Set(each.days)] })),
    readers: [...new Set(settings.readers)].sort(),
  };
}

/** Why settings are outside their bounds, what is allowed and what to do; undefined where they are within. */
export function boundsViolation(settings: RotationSettings): string | undefined {
  const { rotateEveryMs, consumerCacheMs, overlapMs, retireDeadlineMs, windows, readers } = settings;
  return (
    durationViolation('rotation interval', rotateEveryMs ?? 0) ??
    durationViolation('consumer cache', consumerCacheMs) ??
    durationViolation('overlap', overlapMs) ??
    durationViolation('limit for retiring', retireDeadlineMs) ??
    windowsViolation(windows) ??
    readersViolation(readers)
  );
}

/** The same for one duration. */
export function durationViolation(name: string, ms: number): string | undefined {
  if (Number.isInteger(ms) && ms >= 0 && ms <= DURATION_LIMIT_MS) return undefined;
  return `the ${name} is ${durationText(ms)}; give a whole number of milliseconds, at most ten years (${durationText(DURATION_LIMIT_MS)})`;
}

/** The same for the regions that a secret is replicated to. */
export function replicasViolation(replicas: readonly string[]): string | undefined {
  if (replicas.length > REPLICAS_LIMIT)
    return `${replicas.length} replica regions are named; give at most ${REPLICAS_LIMIT}`;
  const wrong = replicas.find((each) => !REGION.test(each));
  return wrong === undefined
    ? undefined
    : `${quoted(wrong)} is not an AWS Region; give Region codes, for example eu-central-1`;
}

/** The same for readers. */
export function readersViolation(readers: readonly string[]): string | undefined {
  if (readers.length > READERS_LIMIT)
    return `${readers.length} readers are named; give at most ${READERS_LIMIT}, or one role that the others assume`;
  const wrong = readers.find((each) => each.length > READER_LIMIT_CHARACTERS || !READER_ARN.test(each));
  if (wrong !== undefined)
    return (
      `the reader ${quoted(wrong)} is not the ARN of a role, a user or the root of an account; wildcards are not ` +
      `allowed, and an ARN has at most ${READER_LIMIT_CHARACTERS} characters: ` +
      'give for example arn:aws:iam::123456789012:role/payments'
    );
  const bytes = Buffer.byteLength(readers.join(''));
  return bytes > READERS_LIMIT_BYTES
    ? `the ARNs of all readers have ${bytes} bytes together; give at most ${READERS_LIMIT_BYTES}, or one role that the others assume`
    : undefined;
}

function windowsViolation(windows: RotationSettings['windows']): string | undefined {
  if (windows.length > WINDOWS_LIMIT)
    return `${windows.length} windows are named; give at most ${WINDOWS_LIMIT}`;
  return windows.some((each) => !isWindow(each))
    ? 'a window must end after it begins, on the same day (UTC); give two for one that passes midnight'
    : undefined;
}

function isWindow({ days, fromMinute, toMinute }: RotationWindow): boolean {
  const areMinutes = Number.isInteger(fromMinute) && Number.isInteger(toMinute);
  return days.length > 0 && areMinutes && 0 <= fromMinute && fromMinute < toMinute && toMinute <= 24 * 60;
}

/** What was received, short enough for a message. */
function quoted(text: string): string {
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}
