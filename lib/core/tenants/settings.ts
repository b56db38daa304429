import { TENANT_ID } from '../identifiers.ts';
import { isInstant } from '../keys/settings.ts';
import { isName, isText, normalizeName } from '../names.ts';
import { type Bound, type OutOfBounds, outOfBounds } from '../out-of-bounds.ts';
import type { RotationFreeze } from '../rotation/maintenance-window.ts';
import type { Tenant } from './tenant.ts';

/** The highest limit of a tenant, in days. */
export const DAYS_LIMIT = 3650;
/** The most characters (code points) of the reason for a freeze of rotations. */
export const FREEZE_REASON_LIMIT = 200;

const BOUNDS = [
  ['id', ({ id }) => TENANT_ID.test(id)],
  ['name', ({ name }) => name === null || isName(name)],
  ['maxKeyLifetimeDays', ({ maxKeyLifetimeDays }) => isDays(maxKeyLifetimeDays)],
  ['maxValueAgeDays', ({ maxValueAgeDays }) => isDays(maxValueAgeDays)],
  ['rotationFreeze', ({ rotationFreeze }) => rotationFreeze === null || isFreeze(rotationFreeze)],
] as const satisfies readonly Bound<Tenant>[];

/** The setting of a tenant that is out of bounds. */
export type TenantOutOfBounds = OutOfBounds<(typeof BOUNDS)[number][0]>;

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

/** Checks a normalized tenant; settings that are equal in `before` are not checked again. */
export function tenantOutOfBounds(tenant: Tenant, before?: Tenant): TenantOutOfBounds | undefined {
  return outOfBounds(BOUNDS, tenant, before);
}

function isFreeze({ untilMs, reason }: RotationFreeze): boolean {
  return isInstant(untilMs) && isText(reason, FREEZE_REASON_LIMIT);
}

function isDays(days: number | null): boolean {
  return days === null || (Number.isInteger(days) && days >= 1 && days <= DAYS_LIMIT);
}
