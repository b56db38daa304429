export const OWNER_KINDS = ['person', 'application', 'account'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export const OWNER_STATUSES = ['active', 'cut-off'] as const;
export type OwnerStatus = (typeof OWNER_STATUSES)[number];

/** What a person's keys may carry; applications and accounts have no role. */
export const ROLES = ['app-admin', 'developer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Whose keys they are. Cutting an owner off is one write that refuses all bound keys from the next request on. */
export interface Owner {
  readonly tenant: string;
  readonly id: string;
  readonly kind: OwnerKind;
  readonly name: string | null;
  readonly role: Role | null;
  readonly status: OwnerStatus;
  readonly createdAtMs: number;
  readonly version: number;
}
