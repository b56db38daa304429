import { durationText } from '../durations.ts';
import { MS_PER_DAY } from '../keys/lifetime.ts';
import type { Profile } from '../profiles/profile.ts';
import { MIN_ROTATION_INTERVAL_MS } from './due.ts';
import type { ManagedKey } from './managed-key.ts';
import { leastOverlapMs, overlapRejection } from './overlap.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { boundsViolation, normalizeSettings } from './setting-bounds.ts';

/** The rotation settings and the readers of a managed key. */
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

/** The requested settings. Omitted ones keep their values, or have those of `defaultSettings`. */
export type RequestedSettings = {
  readonly [Name in keyof RotationSettings]?: RotationSettings[Name] | undefined;
};

export type SettingsRejection =
  | { readonly outcome: 'overlap-too-short' | 'invalid-settings'; readonly message: string }
  | { readonly outcome: 'schedule-not-supported' };

/** The limits that settings are checked against. */
type SettingsDeps = Pick<ManageDeps, 'authorizerCacheMs' | 'schedules'> & {
  readonly limits: Pick<ManageDeps['limits'], 'clockSkewMs'>;
};

type SettingsResult = { readonly settings: RotationSettings } | { readonly rejection: SettingsRejection };

/** The settings of a managed key, without the state that a rotation changes. */
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
/** The longest schedule of Secrets Manager. */
const LONGEST_SCHEDULE_DAYS = 1000;

/** The default settings: the key rotates as often as the profile recommends (MH-18: 90 days). */
export function defaultSettings({ policies }: Pick<Profile, 'policies'>): RotationSettings {
  const { rotateEveryDays } = policies;
  return {
    schedule: 'postern',
    rotateEveryMs: rotateEveryDays === null ? null : rotateEveryDays * MS_PER_DAY,
    // The default of the AWS caching clients.
    consumerCacheMs: HOUR_MS,
    overlapMs: MS_PER_DAY,
    retireWhenUnused: false,
    retireDeadlineMs: 7 * MS_PER_DAY,
    windows: [],
    readers: [],
  };
}

/**
 * The settings with the requested ones, or why they are rejected. All callers use it: the API, the custom resource, a
 * construct at synthesis, adoption and updates.
 */
export function applyRequested(
  deps: SettingsDeps,
  before: RotationSettings,
  requested: RequestedSettings,
): SettingsResult {
  const settings = normalizeSettings({ ...before, ...definedOnly(requested) });
  const outOfBounds = boundsViolation(settings);
  if (outOfBounds !== undefined) return { rejection: { outcome: 'invalid-settings', message: outOfBounds } };
  const { schedule, overlapMs, consumerCacheMs } = settings;
  if (!deps.schedules.includes(schedule)) return { rejection: { outcome: 'schedule-not-supported' } };
  const delays = {
    consumerCacheMs,
    authorizerCacheMs: deps.authorizerCacheMs,
    clockSkewMs: deps.limits.clockSkewMs,
  };
  // The overlap follows a longer consumer cache, so that callers need not compute it.
  if (requested.overlapMs === undefined && requested.consumerCacheMs !== undefined)
    return validateSettings({ ...settings, overlapMs: Math.max(overlapMs, leastOverlapMs(delays)) });
  const tooShort = overlapRejection(overlapMs, delays);
  if (tooShort !== undefined) return { rejection: { outcome: 'overlap-too-short', message: tooShort } };
  return validateSettings(settings);
}

function definedOnly(requested: RequestedSettings): Partial<RotationSettings> {
  return Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
}

function validateSettings(settings: RotationSettings): SettingsResult {
  const message = settingsError(settings);
  return message === undefined ? { settings } : { rejection: { outcome: 'invalid-settings', message } };
}

function settingsError({
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
      `use at least ${durationText(shortestMs)}`
    );
  if (retireDeadlineMs < overlapMs)
    return `a limit of ${durationText(retireDeadlineMs)} for retiring is shorter than the overlap of ${durationText(overlapMs)}; use at least that`;
  if (schedule === 'secrets-manager' && !isWholeDays(rotateEveryMs))
    return `Secrets Manager rotates every 1 to ${LONGEST_SCHEDULE_DAYS} whole days; got ${rotateEveryMs === null ? 'no interval' : durationText(rotateEveryMs)}`;
  return undefined;
}

function isWholeDays(ms: number | null): ms is number {
  return ms !== null && ms % MS_PER_DAY === 0 && ms / MS_PER_DAY <= LONGEST_SCHEDULE_DAYS;
}
