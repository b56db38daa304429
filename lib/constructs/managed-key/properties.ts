import { readManagedKey, type WrittenManagedKey } from '../../contracts/managed-key-resource.ts';
import { windowText } from '../../contracts/rotation-window.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { durationViolation } from '../../core/rotation/setting-bounds.ts';
import type { RotationSettings } from '../../core/rotation/settings.ts';
import type { ManagedKeyProps } from './managed-key-props.ts';

/**
 * The properties of the resource; CloudFormation takes texts.
 *
 * @throws Error if one of them is wrong, with what is allowed
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
  const read = readManagedKey({ ServiceToken: '', ...properties });
  if ('wrong' in read) throw new Error(read.wrong);
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

/** With the permissions, even where they are the profile's own: what leaves a template is to go back to them. */
function subjectProperties(props: ManagedKeyProps, { defaultPermissions }: Profile) {
  if ('adopt' in props) {
    const { adopt, existingValueGrace } = props;
    if (!existingValueGrace) return { AdoptedKey: adopt };
    const lastsMs = existingValueGrace.toMilliseconds();
    const wrong = durationViolation('existingValueGrace', lastsMs);
    if (wrong !== undefined) throw new Error(wrong);
    return { AdoptedKey: adopt, ExistingValueGraceMs: String(lastsMs) };
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
