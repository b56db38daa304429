import type { JsonObject } from '../json.ts';
import type { RotationFreeze } from '../rotation/maintenance-window.ts';

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
  readonly createdAtMs: number;
  readonly version: number;
}

/** The settings of a tenant in audit events. */
export function auditableTenant({ rotationFreeze, ...settings }: Tenant): JsonObject {
  return { ...settings, rotationFreeze: rotationFreeze && { ...rotationFreeze } };
}
