import { durationText } from '../durations.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { Profile } from '../profiles/profile.ts';
import { MIN_ROTATION_INTERVAL_MS } from './due.ts';
import type { ManagedKey } from './managed-key.ts';
import { leastOverlapMs, overlapRejection } from './overlap.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { boundsViolation, normalizeSettings } from './setting-bounds.ts';

/** How a managed key rotates, and who reads it. */
export type RotationSettings = Pick<
  ManagedKey,
  | 'schedule'
  | 'rotateEveryMs'
  | 'consumerCacheMs'
  | 'overlapMs'
  | 'retireWhenUnused'
  | 'retireDeadlineMs'
  | 'windows'
  | 'readers'
>;

/** What is asked for; the rest stays as it is, or is as `defaultSettings` has it. */
export type RequestedSettings = {
  readonly [Name in keyof RotationSettings]?: RotationSettings[Name] | undefined;
};

export type SettingsRejection =
  | { readonly outcome: 'overlap-too-short' | 'invalid-settings'; readonly message: string }
  | { readonly outcome: 'schedule-not-supported' };

/** What settings are checked against. */
type SettingsDeps = Pick<ManageDeps, 'authorizerCacheMs' | 'schedules'> & {
  readonly limits: Pick<ManageDeps['limits'], 'clockSkewMs'>;
};

type Checked = { readonly settings: RotationSettings } | { readonly refused: SettingsRejection };

/** The part of a managed key that settings are, without what a rotation changes. */
export function settingsOf(managed: RotationSettings): RotationSettings {
  return {
    schedule: managed.schedule,
    rotateEveryMs: managed.rotateEveryMs,
    consumerCacheMs: managed.consumerCacheMs,
    overlapMs: managed.overlapMs,
    retireWhenUnused: managed.retireWhenUnused,
    retireDeadlineMs: managed.retireDeadlineMs,
    windows: managed.windows,
    readers: managed.readers,
  };
}

const HOUR_MS = 60 * 60_000;
/** What Secrets Manager's schedules can be, in days. */
const LONGEST_SCHEDULE_DAYS = 1000;

/** The settings of a key of which nothing was said: it rotates as often as the profile advises (MH-18: 90 days). */
export function defaultSettings({ policies }: Pick<Profile, 'policies'>): RotationSettings {
  const { rotateEveryDays } = policies;
  return {
    schedule: 'postern',
    rotateEveryMs: rotateEveryDays === null ? null : rotateEveryDays * MS_PER_DAY,
    // As AWS's caching clients have it.
    consumerCacheMs: HOUR_MS,
    overlapMs: MS_PER_DAY,
    retireWhenUnused: false,
    retireDeadlineMs: 7 * MS_PER_DAY,
    windows: [],
    readers: [],
  };
}

/**
 * The settings with what is asked for, or why they can't be. Every entrance passes through here: the API, the custom
 * resource, a construct at synth, adopting and changing.
 */
export function applyRequested(
  deps: SettingsDeps,
  before: RotationSettings,
  asked: RequestedSettings,
): Checked {
  const settings = normalizeSettings({ ...before, ...given(asked) });
  const outOfBounds = boundsViolation(settings);
  if (outOfBounds !== undefined) return { refused: { outcome: 'invalid-settings', message: outOfBounds } };
  const { schedule, overlapMs, consumerCacheMs } = settings;
  if (!deps.schedules.includes(schedule)) return { refused: { outcome: 'schedule-not-supported' } };
  const delays = {
    consumerCacheMs,
    authorizerCacheMs: deps.authorizerCacheMs,
    clockSkewMs: deps.limits.clockSkewMs,
  };
  // Of a cache that is longer than a day nobody is to compute the overlap.
  if (asked.overlapMs === undefined && asked.consumerCacheMs !== undefined)
    return checked({ ...settings, overlapMs: Math.max(overlapMs, leastOverlapMs(delays)) });
  const tooShort = overlapRejection(overlapMs, delays);
  if (tooShort !== undefined) return { refused: { outcome: 'overlap-too-short', message: tooShort } };
  return checked(settings);
}

function given(asked: RequestedSettings): Partial<RotationSettings> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

function checked(settings: RotationSettings): Checked {
  const message = wrongWith(settings);
  return message === undefined ? { settings } : { refused: { outcome: 'invalid-settings', message } };
}

function wrongWith({
  schedule,
  rotateEveryMs,
  overlapMs,
  retireDeadlineMs,
}: RotationSettings): string | undefined {
  const shortestMs = Math.max(overlapMs, MIN_ROTATION_INTERVAL_MS);
  if (rotateEveryMs !== null && rotateEveryMs < shortestMs)
    return (
      `an interval of ${durationText(rotateEveryMs)} between rotations is too short: the overlap is ` +
      `${durationText(overlapMs)}, and Secrets Manager accepts one value every ${durationText(MIN_ROTATION_INTERVAL_MS)}; ` +
      `give at least ${durationText(shortestMs)}`
    );
  if (retireDeadlineMs < overlapMs)
    return `a limit of ${durationText(retireDeadlineMs)} for retiring is shorter than the overlap of ${durationText(overlapMs)}; give at least that`;
  if (schedule === 'secrets-manager' && !isWholeDays(rotateEveryMs))
    return `Secrets Manager rotates every 1 to ${LONGEST_SCHEDULE_DAYS} whole days; got ${rotateEveryMs === null ? 'no interval' : durationText(rotateEveryMs)}`;
  return undefined;
}

function isWholeDays(ms: number | null): ms is number {
  return ms !== null && ms % MS_PER_DAY === 0 && ms / MS_PER_DAY <= LONGEST_SCHEDULE_DAYS;
}
