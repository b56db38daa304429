import { Duration } from 'aws-cdk-lib';
import { rotationWindow } from '../../contracts/rotation-window.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import type { RotationWindow } from '../../core/rotation/maintenance-window.ts';
import {
  applyRequested,
  defaultSettings,
  type RequestedSettings,
  type RotationSettings,
} from '../../core/rotation/settings.ts';
import type { ManagedKeySettings } from './managed-key-props.ts';
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
  const checked = applyRequested(
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
  const { rejection } = checked;
  throw new Error(rejection.outcome === 'schedule-not-supported' ? NO_SCHEDULE : rejection.message);
}

const NO_SCHEDULE =
  "rotation: 'secrets-manager' is not offered by this deployment: the emulator of the local stage accepts such a " +
  "schedule and never calls the function; leave it out there, and Postern's own sweep rotates the key";

function askedBy(props: ManagedKeySettings): RequestedSettings {
  const { rotateEvery } = props;
  return {
    schedule: props.rotation,
    rotateEveryMs: rotateEvery instanceof Duration ? rotateEvery.toMilliseconds() : rotateEvery && null,
    consumerCacheMs: props.consumerCache?.toMilliseconds(),
    overlapMs: props.overlap?.toMilliseconds(),
    retireWhenUnused: props.retireWhenUnused,
    retireDeadlineMs: props.retireDeadline?.toMilliseconds(),
    windows: props.windows?.map(windowOf),
  };
}

function windowOf(text: string): RotationWindow {
  const { data, error } = rotationWindow.safeParse(text);
  if (data) return data;
  throw new Error(`'${text}' is no window: ${error.issues[0]?.message}`);
}
