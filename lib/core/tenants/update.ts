import type { Caller } from '../audit/event.ts';
import { isSameJson } from '../json.ts';
import type { RotationFreeze } from '../rotation/maintenance-window.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { normalizeTenant, tenantOutOfBounds } from './settings.ts';
import type { Tenant } from './tenant.ts';
import { type UpdateTenantWithRetryResult, updateTenantWithRetry } from './update-tenant-with-retry.ts';

/** The mutable settings of a tenant; omitted settings do not change. */
export interface TenantUpdate {
  readonly name?: string | null | undefined;
  /** Applies to keys that are issued, renewed or updated afterwards; existing keys keep their expiry. */
  readonly maxKeyLifetimeDays?: number | null | undefined;
  /** The maximum age of a managed key's value in days; null for no limit of the tenant. */
  readonly maxValueAgeDays?: number | null | undefined;
  /**
   * It must end in the future, unless it is already stored. Null ends the freeze. Rotations start again, including those
   * that became due during the freeze.
   */
  readonly rotationFreeze?: RotationFreeze | null | undefined;
}

type TenantRejection = 'settings-out-of-bounds' | 'freeze-not-in-future';

export type UpdateTenantResult = UpdateTenantWithRetryResult<TenantRejection>;

/**
 * Updates the settings of a tenant. An update without changes writes nothing. `ifVersion` is the version that the
 * caller read; undefined updates any version.
 */
export function updateTenant(
  deps: UseCaseDeps,
  caller: Caller,
  id: string,
  change: TenantUpdate,
  ifVersion?: number,
): Promise<UpdateTenantResult> {
  const { name, maxKeyLifetimeDays, maxValueAgeDays, rotationFreeze } = normalizeTenant(change);
  return updateTenantWithRetry<TenantRejection>(deps, caller, { id, ifVersion }, (before, nowMs) => {
    const next: Tenant = {
      ...before,
      name: name === undefined ? before.name : name,
      maxKeyLifetimeDays: maxKeyLifetimeDays === undefined ? before.maxKeyLifetimeDays : maxKeyLifetimeDays,
      maxValueAgeDays: maxValueAgeDays === undefined ? before.maxValueAgeDays : maxValueAgeDays,
      rotationFreeze: rotationFreeze === undefined ? before.rotationFreeze : rotationFreeze,
    };
    const outOfBounds = tenantOutOfBounds(next, before);
    if (outOfBounds) return { rejected: outOfBounds.outcome };
    return isNewPastFreeze(before, next, nowMs)
      ? { rejected: 'freeze-not-in-future' }
      : { next, action: 'tenant.updated' };
  });
}

/** A repeated update can contain a stored freeze that has ended since. */
function isNewPastFreeze(before: Tenant, { rotationFreeze }: Tenant, nowMs: number): boolean {
  return (
    rotationFreeze !== null &&
    rotationFreeze.untilMs <= nowMs &&
    !isSameJson(before.rotationFreeze, rotationFreeze)
  );
}
