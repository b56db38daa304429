import { areAddressRanges } from '../access/address-range-bounds.ts';
import { IDENTIFIER, PERMISSION } from '../identifiers.ts';
import type { JsonObject } from '../json.ts';
import { areLimits } from '../limits/bounds.ts';
import { isName, normalizeName } from '../names.ts';
import { type Bound, type OutOfBounds, outOfBounds } from '../out-of-bounds.ts';
import { LATEST_INSTANT_MS } from '../runtime.ts';
import { type KeySettings, METADATA_LIMIT_BYTES, PERMISSIONS_LIMIT, PERMISSIONS_LIMIT_BYTES } from './key.ts';

/** The settings of a key that have bounds. Undefined: not set. */
export type BoundedSettings = {
  readonly [Name in BoundedSetting]?: KeySettings[Name] | undefined;
};
type BoundedSetting =
  | 'owner'
  | 'name'
  | 'environment'
  | 'permissions'
  | 'expiresAtMs'
  | 'metadata'
  | 'limits'
  | 'allowedAddresses';

const BOUNDS: readonly Bound<BoundedSettings>[] = [
  ['owner', ({ owner }) => owner === undefined || IDENTIFIER.test(owner)],
  ['name', ({ name }) => typeof name !== 'string' || isName(name)],
  ['environment', ({ environment }) => environment === undefined || IDENTIFIER.test(environment)],
  ['permissions', ({ permissions }) => permissions === undefined || arePermissions(permissions)],
  ['expiresAtMs', ({ expiresAtMs }) => typeof expiresAtMs !== 'number' || isInstant(expiresAtMs)],
  ['metadata', ({ metadata }) => metadata === undefined || isWithinMetadataLimit(metadata)],
  ['limits', ({ limits }) => limits === undefined || areLimits(limits)],
  [
    'allowedAddresses',
    ({ allowedAddresses }) => allowedAddresses === undefined || areAddressRanges(allowedAddresses),
  ],
];

/** The setting that is out of bounds. */
export type SettingsOutOfBounds = OutOfBounds<BoundedSetting>;

/**
 * Normalizes settings: trims the name, with null for an empty one, and removes duplicate permissions. The order of
 * permissions stays.
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
 * Checks normalized settings against the bounds of all interfaces, whether they come from a request or from a key that
 * was stored under other bounds.
 *
 * @returns undefined if all are within their bounds
 */
export function settingsOutOfBounds(settings: BoundedSettings): SettingsOutOfBounds | undefined {
  return outOfBounds(BOUNDS, settings);
}

function isWithinMetadataLimit(metadata: JsonObject): boolean {
  return Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_LIMIT_BYTES;
}

/**
 * Checks that a changed key still fits one read unit: metadata, limits and allowed addresses share their bytes.
 *
 * @returns undefined if they are within their bounds or do not change
 */
export function storedSizeOutOfBounds(
  stored: Sized,
  change: Partial<Sized>,
): SettingsOutOfBounds | undefined {
  const changed = SIZED.filter((name) => change[name] !== undefined);
  const { metadata, limits, allowedAddresses } = { ...stored, ...change };
  const listed = [limits.length > 0 ? JSON.stringify(limits) : '', allowedAddresses.join(' ')];
  const bytes = [JSON.stringify(metadata), ...listed].reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  const [setting] = changed;
  if (setting === undefined || bytes <= METADATA_LIMIT_BYTES) return undefined;
  return { outcome: 'settings-out-of-bounds', setting };
}

const SIZED = ['limits', 'allowedAddresses', 'metadata'] as const;
type Sized = Pick<KeySettings, (typeof SIZED)[number]>;

/** Whether a key can have these permissions, which must not contain duplicates. */
export function arePermissions(permissions: readonly string[]): boolean {
  return (
    permissions.length > 0 &&
    permissions.length <= PERMISSIONS_LIMIT &&
    permissions.join('').length <= PERMISSIONS_LIMIT_BYTES &&
    permissions.every((each) => PERMISSION.test(each))
  );
}

/** Whether an instant is within the timestamps of the API. */
export function isInstant(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= 0 && ms <= LATEST_INSTANT_MS;
}
