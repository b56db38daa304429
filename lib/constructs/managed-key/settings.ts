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
 * All settings of a managed key, with the rules and defaults of the API.
 *
 * @throws Error with the message of the API if the settings are invalid
 */
export function rotationSettings(
  { schedules, clockSkew }: RotationTarget,
  profile: Profile,
  props: ManagedKeySettings,
): RotationSettings {
  const checked = applyRequested(
    {
      schedules,
      // Postern's authorizers have no result cache.
      authorizerCacheMs: 0,
      limits: { clockSkewMs: clockSkew.toMilliseconds() },
    },
    defaultSettings(profile),
    requestedSettings(props),
  );
  if ('settings' in checked) return checked.settings;
  const { rejection } = checked;
  throw new Error(rejection.outcome === 'schedule-not-supported' ? NO_SCHEDULE : rejection.message);
}

const NO_SCHEDULE =
  "rotation: 'secrets-manager' is not supported by this deployment. The emulator of the local stage accepts such a " +
  "schedule and never invokes the function. Omit 'rotation' there: the sweep of Postern then rotates the key.";

function requestedSettings(props: ManagedKeySettings): RequestedSettings {
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
  throw new Error(`Invalid maintenance window '${text}': ${error.issues[0]?.message}`);
}
