import { IDENTIFIER, PERMISSION } from '../identifiers.ts';
import { isName, normalizeName } from '../names.ts';
import { LATEST_INSTANT_MS } from '../runtime.ts';
import { type KeySettings, METADATA_LIMIT_BYTES, PERMISSIONS_LIMIT, PERMISSIONS_LIMIT_BYTES } from './key.ts';

/** The settings of a key that have bounds. Undefined: not given. */
export type BoundedSettings = {
  readonly [Name in 'owner' | 'name' | 'environment' | 'permissions' | 'expiresAtMs' | 'metadata']?:
    | KeySettings[Name]
    | undefined;
};

/** The setting that is outside of its bounds. */
export interface SettingsOutOfBounds {
  readonly outcome: 'settings-out-of-bounds';
  readonly setting: keyof BoundedSettings;
}

/**
 * The one form in which settings are stored: a name without blanks around it, null if nothing is left, and each
 * permission once. The order of permissions stays.
 */
export function normalizeSettings<Settings extends BoundedSettings>(settings: Settings): Settings {
  const { name, permissions } = settings;
  return {
    ...settings,
    ...(name !== undefined && { name: normalizeName(name) }),
    ...(permissions && { permissions: [...new Set(permissions)] }),
  };
}

/**
 * Checks normalized settings against the bounds that every entrance shares, whether the settings come from a request
 * or from a key that was stored under other bounds.
 *
 * @returns undefined if all are within their bounds
 */
export function settingsOutOfBounds(settings: BoundedSettings): SettingsOutOfBounds | undefined {
  const { owner, name, environment, permissions, expiresAtMs, metadata } = settings;
  const isWithin: Readonly<Record<keyof BoundedSettings, boolean>> = {
    owner: owner === undefined || IDENTIFIER.test(owner),
    name: typeof name !== 'string' || isName(name),
    environment: environment === undefined || IDENTIFIER.test(environment),
    permissions: permissions === undefined || arePermissions(permissions),
    expiresAtMs: typeof expiresAtMs !== 'number' || isInstant(expiresAtMs),
    metadata: metadata === undefined || Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_LIMIT_BYTES,
  };
  const setting = BOUNDED.find((each) => !isWithin[each]);
  return setting && { outcome: 'settings-out-of-bounds', setting };
}

const BOUNDED = ['owner', 'name', 'environment', 'permissions', 'expiresAtMs', 'metadata'] as const;

/** Whether a key can have these permissions, each of which is there once. */
export function arePermissions(permissions: readonly string[]): boolean {
  return (
    permissions.length > 0 &&
    permissions.length <= PERMISSIONS_LIMIT &&
    permissions.join('').length <= PERMISSIONS_LIMIT_BYTES &&
    permissions.every((each) => PERMISSION.test(each))
  );
}

/** Whether the API can express an instant. */
export function isInstant(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= 0 && ms <= LATEST_INSTANT_MS;
}
