import type { JsonObject } from '../json.ts';
import type { RotationFreeze } from '../rotation/maintenance-window.ts';

export const TENANT_STATUSES = ['active', 'suspended'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

/** A customer of the protected API. Its ID is one DNS label and is never reused. */
export interface Tenant {
  readonly id: string;
  readonly name: string | null;
  /** The maximum lifetime of the tenant's keys in days; null for the limit of the profile. */
  readonly maxKeyLifetimeDays: number | null;
  /** The maximum age of a managed key's value in days; null for the limit of the profile. */
  readonly maxValueAgeDays: number | null;
  /** During a freeze, no scheduled rotation of the tenant's keys starts. */
  readonly rotationFreeze: RotationFreeze | null;
  /** While it is suspended, all of its keys are denied. */
  readonly status: TenantStatus;
  readonly createdAtMs: number;
  readonly version: number;
}

/** Whether all keys of a tenant are denied. A tenant that does not exist denies its keys, too. */
export function isSuspended(tenant: Tenant | undefined): boolean {
  return tenant?.status !== 'active';
}

/** The settings of a tenant in audit events. */
export function auditableTenant({ rotationFreeze, ...settings }: Tenant): JsonObject {
  return { ...settings, rotationFreeze: rotationFreeze && { ...rotationFreeze } };
}
