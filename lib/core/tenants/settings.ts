import { TENANT_ID } from '../identifiers.ts';
import { isSameJson } from '../json.ts';
import { isInstant } from '../keys/settings.ts';
import { isName, isText, normalizeName } from '../names.ts';
import type { Tenant } from './tenant.ts';

/** The highest limit of a tenant, in days. */
export const DAYS_LIMIT = 3650;
/** The most characters (code points) of the reason for a freeze of rotations. */
export const FREEZE_REASON_LIMIT = 200;

const BOUNDED = ['id', 'name', 'maxKeyLifetimeDays', 'maxValueAgeDays', 'rotationFreeze'] as const;
type TenantSetting = (typeof BOUNDED)[number];

/** The setting of a tenant that is out of bounds. */
export interface TenantOutOfBounds {
  readonly outcome: 'settings-out-of-bounds';
  readonly setting: TenantSetting;
}

/** Normalizes the settings of a tenant: trims name and reason. */
export function normalizeTenant<Settings extends NormalizedSettings>(settings: Settings): Settings {
  const { name, rotationFreeze: freeze } = settings;
  return {
    ...settings,
    ...(name !== undefined && { name: normalizeName(name) }),
    ...(freeze && { rotationFreeze: { ...freeze, reason: freeze.reason.trim() } }),
  };
}

type NormalizedSettings = {
  readonly [Name in 'name' | 'rotationFreeze']?: Tenant[Name] | undefined;
};

/**
 * Checks a normalized tenant against the bounds of all interfaces.
 *
 * @param before the stored tenant: unchanged settings are not checked again
 * @returns undefined if all are within their bounds
 */
export function tenantOutOfBounds(tenant: Tenant, before?: Tenant): TenantOutOfBounds | undefined {
  const setting = BOUNDED.find(
    (each) => !IS_WITHIN_BOUNDS[each](tenant) && !(before && isSameJson(before[each], tenant[each])),
  );
  return setting && { outcome: 'settings-out-of-bounds', setting };
}

const IS_WITHIN_BOUNDS: Readonly<Record<TenantSetting, (tenant: Tenant) => boolean>> = {
  id: ({ id }) => TENANT_ID.test(id),
  name: ({ name }) => name === null || isName(name),
  maxKeyLifetimeDays: ({ maxKeyLifetimeDays }) => isDays(maxKeyLifetimeDays),
  maxValueAgeDays: ({ maxValueAgeDays }) => isDays(maxValueAgeDays),
  rotationFreeze: ({ rotationFreeze: freeze }) =>
    freeze === null || (isInstant(freeze.untilMs) && isText(freeze.reason, FREEZE_REASON_LIMIT)),
};

function isDays(days: number | null): boolean {
  return days === null || (Number.isInteger(days) && days >= 1 && days <= DAYS_LIMIT);
}
