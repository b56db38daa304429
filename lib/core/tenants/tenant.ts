import type { JsonObject } from '../json.ts';
import type { RotationFreeze } from '../rotation/maintenance-window.ts';

/** A customer of the protected API. Its id is one DNS label and is never used again. */
export interface Tenant {
  readonly id: string;
  readonly name: string | null;
  /** The longest that a key of this tenant may live, in days; null where the profile's own limit is enough. */
  readonly maxKeyLifetimeDays: number | null;
  /** How old the value of a managed key may get, in days; null where the profile's own limit is enough. */
  readonly maxValueAgeDays: number | null;
  /** While it lasts, no scheduled rotation of the tenant's keys begins. */
  readonly rotationFreeze: RotationFreeze | null;
  readonly createdAtMs: number;
  readonly version: number;
}

/** The settings as an audit event tells them. */
export function auditableTenant({ rotationFreeze, ...settings }: Tenant): JsonObject {
  return { ...settings, rotationFreeze: rotationFreeze && { ...rotationFreeze } };
}
