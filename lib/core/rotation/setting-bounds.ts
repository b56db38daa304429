import { couldBeSecret, maskedText } from '../could-be-secret.ts';
import { durationText } from '../durations.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import { REGION_CODE } from '../region.ts';
import { type RotationWindow, WEEKDAYS, WINDOWS_LIMIT } from './maintenance-window.ts';
import type { RotationSettings } from './settings.ts';

/** The longest duration in the settings of a managed key: ten years, so that every computed time is a valid date. */
export const DURATION_LIMIT_MS = 10 * 366 * MS_PER_DAY;

/** The default grace period of the existing value of an adopted key. */
export const EXISTING_VALUE_GRACE_MS = 30 * MS_PER_DAY;

/** The maximum number of principals that the policy of a secret allows to read it. */
export const READERS_LIMIT = 16;
/** The maximum length of a role ARN: a path of 512 characters, a name of 64, and the prefix. */
export const READER_LIMIT_CHARACTERS = 640;
/** The maximum size of all readers in total, because Secrets Manager limits policies to 20 KB. */
export const READERS_LIMIT_BYTES = 8 * 1024;

/** A role or a user, with its path, or the root of an account. A wildcard would let other principals read. */
export const READER_ARN =
  /^arn:aws(?:-cn|-us-gov|-iso|-iso-b|-iso-e|-iso-f|-eusc)?:iam::\d{12}:(?:root|(?:role|user)\/(?:[!-)+-.0->@-~]+\/)*[\w+=,.@-]{1,64})$/;

/** The maximum number of replica Regions of a secret. */
export const REPLICAS_LIMIT = 8;

/** The one form in which settings are compared and stored: readers, windows and the days of a window are sets. */
export function normalizeSettings(settings: RotationSettings): RotationSettings {
  return {
    ...settings,
    windows: settings.windows.map(normalizeWindow).sort(compareWindows),
    readers: [...new Set(settings.readers)].sort(),
  };
}

function normalizeWindow(window: RotationWindow): RotationWindow {
  return { ...window, days: WEEKDAYS.filter((day) => window.days.includes(day)) };
}

function compareWindows(one: RotationWindow, other: RotationWindow): number {
  return windowPosition(one) < windowPosition(other) ? -1 : 1;
}

/** A text that sorts windows by their days, then by their hours. */
function windowPosition({ days, fromMinute, toMinute }: RotationWindow): string {
  const dayNumbers = days.map((day) => WEEKDAYS.indexOf(day)).join('');
  return [dayNumbers, ...[fromMinute, toMinute].map((minute) => String(minute).padStart(4, '0'))].join(' ');
}

/** The message for settings outside their bounds, with the allowed values; undefined for valid settings. */
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

/** The message for an invalid duration; undefined if it is valid. */
export function durationViolation(name: string, ms: number): string | undefined {
  if (Number.isInteger(ms) && ms >= 0 && ms <= DURATION_LIMIT_MS) return undefined;
  return `the ${name} is ${durationText(ms)}; use a whole number of milliseconds, at most ten years (${durationText(DURATION_LIMIT_MS)})`;
}

/** The message for invalid replica Regions of a secret; undefined if they are valid. */
export function replicasViolation(replicas: readonly string[]): string | undefined {
  if (replicas.length > REPLICAS_LIMIT)
    return `${replicas.length} replica Regions are named; use at most ${REPLICAS_LIMIT}`;
  const wrong = replicas.find((each) => !REGION_CODE.test(each));
  return wrong === undefined
    ? undefined
    : `${quoted(wrong)} is not an AWS Region; use Region codes, for example eu-central-1`;
}

/** The message for invalid readers of a secret; undefined if they are valid. */
export function readersViolation(readers: readonly string[]): string | undefined {
  if (readers.length > READERS_LIMIT)
    return `${readers.length} readers are named; use at most ${READERS_LIMIT}, or one role that the others assume`;
  const wrong = readers.find((each) => each.length > READER_LIMIT_CHARACTERS || !READER_ARN.test(each));
  if (wrong !== undefined)
    return (
      `the reader ${quoted(wrong)} is not the ARN of a role, a user or the root of an account; wildcards are not ` +
      `allowed, and an ARN has at most ${READER_LIMIT_CHARACTERS} characters: ` +
      'use for example arn:aws:iam::123456789012:role/payments'
    );
  const bytes = Buffer.byteLength(readers.join(''));
  return bytes > READERS_LIMIT_BYTES
    ? `the ARNs of all readers have ${bytes} bytes in total; use at most ${READERS_LIMIT_BYTES}, or one role that the others assume`
    : undefined;
}

function windowsViolation(windows: RotationSettings['windows']): string | undefined {
  if (windows.length > WINDOWS_LIMIT)
    return `${windows.length} windows are named; use at most ${WINDOWS_LIMIT}`;
  return windows.some((each) => !isWindow(each))
    ? 'a window must end after it begins, on the same day (UTC); use two windows for a time range across midnight'
    : undefined;
}

function isWindow({ days, fromMinute, toMinute }: RotationWindow): boolean {
  const areMinutes = Number.isInteger(fromMinute) && Number.isInteger(toMinute);
  return days.length > 0 && areMinutes && 0 <= fromMinute && fromMinute < toMinute && toMinute <= 24 * 60;
}

/** A received value in quotes, shortened for a message; masked if it could be the value of a key. */
function quoted(text: string): string {
  if (couldBeSecret(text)) return maskedText(text);
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}
