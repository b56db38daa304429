/** A customer of the protected API. Its id is one DNS label and is never used again. */
export interface Tenant {
  readonly id: string;
  readonly name: string | null;
  /** The longest that a key of this tenant may live, in days; null where the profile's own limit is enough. */
  readonly maxKeyLifetimeDays: number | null;
  readonly createdAtMs: number;
  readonly version: number;
}
