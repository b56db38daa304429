import type { Caller } from '../audit/event.ts';
import { isSameJson } from '../json.ts';
import type { RotationFreeze } from '../rotation/calendar.ts';
import { untilSettled } from '../settle.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { type VersionMismatch, versionMismatch } from '../version-mismatch.ts';
import { normalizeTenant, tenantOutOfBounds } from './settings.ts';
import { auditableTenant, type Tenant } from './tenant.ts';

/** What may be changed of a tenant; what is left out stays. */
export interface TenantChange {
  readonly name?: string | null | undefined;
  /** For keys that are issued, renewed or changed from then on; those that are there keep their expiry. */
  readonly maxKeyLifetimeDays?: number | null | undefined;
  /** In days: how old the value of a managed key may get; null for no limit of the tenant. */
  readonly maxValueAgeDays?: number | null | undefined;
  /** Null: rotations start again, including those that became due during the freeze. */
  readonly rotationFreeze?: RotationFreeze | null | undefined;
}

export type ChangeTenantResult =
  | { readonly outcome: 'done'; readonly tenant: Tenant }
  | { readonly outcome: 'not-found' | 'settings-out-of-bounds' | 'contended' }
  | VersionMismatch;

/**
 * Changes a tenant's settings. A change of nothing writes nothing. `ifVersion` is the version that the caller read; the
 * tenant is changed whatever its version without it.
 */
export function changeTenant(
  deps: UseCaseDeps,
  caller: Caller,
  id: string,
  change: TenantChange,
  ifVersion?: number,
): Promise<ChangeTenantResult> {
  const { name, maxKeyLifetimeDays, maxValueAgeDays, rotationFreeze } = normalizeTenant(change);
  return untilSettled<ChangeTenantResult>(deps.pause, async () => {
    const before = await deps.store.readTenant(id);
    if (!before) return { outcome: 'not-found' };
    const mismatch = versionMismatch(before.version, ifVersion);
    if (mismatch) return mismatch;
    const tenant: Tenant = {
      ...before,
      name: name === undefined ? before.name : name,
      maxKeyLifetimeDays: maxKeyLifetimeDays === undefined ? before.maxKeyLifetimeDays : maxKeyLifetimeDays,
      maxValueAgeDays: maxValueAgeDays === undefined ? before.maxValueAgeDays : maxValueAgeDays,
      rotationFreeze: rotationFreeze === undefined ? before.rotationFreeze : rotationFreeze,
      version: before.version + 1,
    };
    if (isSameJson(auditableTenant(before), auditableTenant({ ...tenant, version: before.version }))) {
      return { outcome: 'done', tenant: before };
    }
    const outOfBounds = tenantOutOfBounds(tenant, before);
    if (outOfBounds) return { outcome: outOfBounds.outcome };
    const event = auditEvent(deps, caller, {
      action: 'tenant.changed',
      tenant: id,
      subject: { kind: 'tenant', id },
      before: auditableTenant(before),
      after: auditableTenant(tenant),
    });
    const outcome = await deps.store.commit({ kind: 'update-tenant', tenant }, event);
    return outcome === 'committed' ? { outcome: 'done', tenant } : 'stale';
  });
}
