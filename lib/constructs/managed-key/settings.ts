import { Duration } from 'aws-cdk-lib';
import type { Profile } from '../../core/profiles/profile.ts';
import { type RotationWindow, WEEKDAYS } from '../../core/rotation/calendar.ts';
import {
  type AskedSettings,
  defaultSettings,
  type RotationSettings,
  withAsked,
} from '../../core/rotation/settings.ts';
import type { ManagedKeySettings, RotationHours } from './managed-key-props.ts';
import type { RotationTarget } from './rotation-target.ts';

/**
 * All settings of a managed key, as the API would have them.
 *
 * @throws Error in the API's own words where they can't be
 */
export function rotationSettings(
  { schedules, clockSkew }: RotationTarget,
  profile: Profile,
  props: ManagedKeySettings,
): RotationSettings {
  const checked = withAsked(
    {
      schedules,
      // What Postern's authorizers answer is not kept.
      authorizerCacheMs: 0,
      limits: { clockSkewMs: clockSkew.toMilliseconds() },
    },
    defaultSettings(profile),
    askedBy(props),
  );
  if ('settings' in checked) return checked.settings;
  const { refused } = checked;
  throw new Error(refused.outcome === 'schedule-not-offered' ? NO_SCHEDULE : refused.words);
}

const NO_SCHEDULE =
  "rotation: 'secrets-manager' is not offered by this deployment: the emulator of the local stage accepts such a " +
  "schedule and never calls the function; leave it out there, and Postern's own sweep rotates the key";

function askedBy(props: ManagedKeySettings): AskedSettings {
  const { rotateEvery } = props;
  return {
    schedule: props.rotation,
    rotateEveryMs: rotateEvery instanceof Duration ? rotateEvery.toMilliseconds() : rotateEvery && null,
    consumerCacheMs: props.consumerCache?.toMilliseconds(),
    overlapMs: props.overlap?.toMilliseconds(),
    retireWhenUnused: props.retireWhenUnused,
    retireLimitMs: props.retireLimit?.toMilliseconds(),
    windows: props.hours?.map(windowOf),
  };
}

function windowOf({ days = WEEKDAYS, from, to }: RotationHours): RotationWindow {
  return { days, fromMinute: minuteOf(from), toMinute: minuteOf(to) };
}

function minuteOf(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (minute <= 24 * 60) return minute;
  throw new Error(`'${time}' is no time of a day; allowed are 00:00 to 24:00, in UTC`);
}
