/** A customer of the protected API. Its id is one DNS label and is never used again. */
export interface Tenant {
  readonly id: string;
  readonly name: string | null;
  readonly createdAtMs: number;
}
