import { readManagedKey, type WrittenManagedKey } from '../../contracts/managed-key-resource.ts';
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
  readers: string[],
): WrittenManagedKey {
  const properties = {
    Tenant: props.tenant,
    ...settingsProperties(settings),
    Readers: readers,
    ...subjectProperties(props),
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
    RetireLimitMs: String(settings.retireLimitMs),
    Windows: settings.windows.map(({ days, fromMinute, toMinute }) => ({
      Days: [...days],
      FromMinute: String(fromMinute),
      ToMinute: String(toMinute),
    })),
  };
}

function subjectProperties(props: ManagedKeyProps) {
  if ('adopt' in props) {
    const { adopt, knownValueLasts } = props;
    return {
      AdoptedKey: adopt,
      ...(knownValueLasts && { KnownValueLastsMs: String(knownValueLasts.toMilliseconds()) }),
    };
  }
  const { owner, name = null, environment, permissions, revokeOnDelete = false } = props;
  return {
    Owner: owner,
    ...(name !== null && { Name: name }),
    ...(environment !== undefined && { Environment: environment }),
    ...(permissions && { Permissions: [...permissions] }),
    RevokeOnDelete: flag(revokeOnDelete),
  };
}

function flag(value: boolean): 'true' | 'false' {
  return value ? 'true' : 'false';
}
