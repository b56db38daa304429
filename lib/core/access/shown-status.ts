import { KEY_STATUSES } from '../keys/key.ts';

/** The status of a key at an instant: `active` or the reason for its denial. */
export const EFFECTIVE_KEY_STATUSES = [
  ...KEY_STATUSES,
  'expired',
  'owner-deactivated',
  'tenant-suspended',
] as const;
export type EffectiveKeyStatus = (typeof EFFECTIVE_KEY_STATUSES)[number];

/** The status of a session at an instant: `active` or the reason for its denial. */
export const EFFECTIVE_SESSION_STATUSES = [
  'active',
  'ended',
  'expired',
  'owner-deactivated',
  'tenant-suspended',
] as const;
export type EffectiveSessionStatus = (typeof EFFECTIVE_SESSION_STATUSES)[number];

/** The statuses in responses: `unknown` if the status depends on an owner or a tenant that this version cannot decode. */
export const SHOWN_KEY_STATUSES = [...EFFECTIVE_KEY_STATUSES, 'unknown'] as const;
export type ShownKeyStatus = (typeof SHOWN_KEY_STATUSES)[number];
export const SHOWN_SESSION_STATUSES = [...EFFECTIVE_SESSION_STATUSES, 'unknown'] as const;
export type ShownSessionStatus = (typeof SHOWN_SESSION_STATUSES)[number];
