import { readManagedKey, type WrittenManagedKey } from '../../contracts/managed-key-resource.ts';
import { windowText } from '../../contracts/rotation-window.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { durationViolation } from '../../core/rotation/setting-bounds.ts';
import type { RotationSettings } from '../../core/rotation/settings.ts';
import type { ManagedKeyProps } from './managed-key-props.ts';

/**
 * The properties of the custom resource. CloudFormation passes them as strings.
 *
 * @throws Error with the allowed values if a property is invalid
 */
export function resourceProperties(
  props: ManagedKeyProps,
  settings: RotationSettings,
  { readers, profile }: { readonly readers: string[]; readonly profile: Profile },
): WrittenManagedKey {
  const properties = {
    Tenant: props.tenant,
    ...settingsProperties(settings),
    Readers: readers,
    ...subjectProperties(props, profile),
  };
  const parsed = readManagedKey({ ServiceToken: '', ...properties });
  if ('wrong' in parsed) throw new Error(parsed.wrong);
  return properties;
}

function settingsProperties(settings: RotationSettings) {
  return {
    Schedule: settings.schedule,
    RotateEveryMs: settings.rotateEveryMs === null ? 'never' : String(settings.rotateEveryMs),
    ConsumerCacheMs: String(settings.consumerCacheMs),
    OverlapMs: String(settings.overlapMs),
    RetireWhenUnused: flag(settings.retireWhenUnused),
    RetireDeadlineMs: String(settings.retireDeadlineMs),
    Windows: settings.windows.map(windowText),
  };
}

/** Includes default permissions, so that removing `permissions` from a template restores them. */
function subjectProperties(props: ManagedKeyProps, { defaultPermissions }: Profile) {
  if ('adopt' in props) {
    const { adopt, existingValueGracePeriod } = props;
    if (!existingValueGracePeriod) return { AdoptedKey: adopt };
    const graceMs = existingValueGracePeriod.toMilliseconds();
    const violation = durationViolation('existingValueGracePeriod', graceMs);
    if (violation !== undefined) throw new Error(violation);
    return { AdoptedKey: adopt, ExistingValueGraceMs: String(graceMs) };
  }
  const { owner, name, environment, permissions = defaultPermissions, revokeOnDelete = false } = props;
  return {
    Owner: owner,
    ...(name !== undefined && { Name: name }),
    ...(environment !== undefined && { Environment: environment }),
    Permissions: [...permissions],
    RevokeOnDelete: flag(revokeOnDelete),
  };
}

function flag(value: boolean): 'true' | 'false' {
  return value ? 'true' : 'false';
}
