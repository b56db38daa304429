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
  assertOneKind(props);
  if (props.adopt !== undefined) {
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

/** The type excludes these combinations; JavaScript callers can still pass them. */
function assertOneKind(props: ManagedKeyProps): void {
  const excluded = props.adopt === undefined ? ADOPTED_ONLY : NEW_ONLY;
  const found = excluded.filter((name) => props[name] !== undefined);
  if (found.length === 0) return;
  throw new Error(
    props.adopt === undefined
      ? `${found.join(', ')} of a managed key requires 'adopt'. Set the ID of an existing key there, or remove it from the new key.`
      : `${found.join(', ')} of a managed key cannot be set with 'adopt': an existing key keeps its own. Remove them, or remove 'adopt' to create a key.`,
  );
}

const ADOPTED_ONLY = ['existingValueGracePeriod'] as const;
const NEW_ONLY = ['owner', 'name', 'environment', 'permissions', 'revokeOnDelete'] as const;

function flag(value: boolean): 'true' | 'false' {
  return value ? 'true' : 'false';
}
