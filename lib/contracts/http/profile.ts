import * as z from 'zod';
import { OWNER_KINDS, ROLES } from '../../core/owners/owner.ts';
import { END_KEY_OPERATIONS, MENU_LOCATIONS } from '../../core/profiles/profile.ts';
import { storedPlanLimit } from './limits.ts';

/** The public key profile of a deployment: where to send a key, its limits and its display names. */
export const keyProfileView = z.object({
  profile: z.string(),
  /** The display name of the product. */
  title: z.string(),
  /** The accepted credential locations: a header, and the scheme before the value (null: only the value). */
  credentials: z.array(z.object({ header: z.string(), scheme: z.string().nullable() })),
  /** The formats of key values and of session values, for scanners that find leaked values. */
  formats: z.array(
    z.object({
      credential: z.enum(['key', 'session']),
      prefix: z.string(),
      /** A regular expression without anchors. */
      pattern: z.string(),
    }),
  ),
  /** `by-host`: the first label of the host name is the tenant. `by-key`: the key identifies the tenant. */
  tenancy: z.enum(['by-host', 'by-key']),
  /** The environments that a value can encode; empty if every name is allowed. */
  environments: z.array(z.string()),
  defaultEnvironment: z.string(),
  defaultPermissions: z.array(z.string()),
  /** The allowed permissions of keys; null if every permission is allowed. */
  permissions: z.array(z.string()).nullable(),
  /** The kinds of owners that keys can have, and the roles that read and manage keys. */
  ownerKinds: z.array(z.enum(OWNER_KINDS)),
  keyReaders: z.array(z.enum(ROLES)),
  keyManagers: z.array(z.enum(ROLES)),
  /** The keys that developers manage if developers are key managers. */
  developersManage: z.enum(['own-keys', 'application-keys']),
  lifetime: z.object({ defaultDays: z.number().nullable(), maxDays: z.number().nullable() }),
  /** The plans of owners by name. */
  plans: z.record(
    z.string(),
    z.object({
      /** Limits that the protected API enforces; null for no limit. */
      apiLimits: z.record(z.string(), z.number().nullable()),
      /** The maximum number of keys of an owner; null for no maximum. */
      maxKeys: z.int().nullable(),
      /** Limits on requests that Postern enforces. */
      limits: z.array(storedPlanLimit),
    }),
  ),
  policies: z.object({
    rotateEveryDays: z.number().nullable(),
    warnBeforeExpiryDays: z.array(z.number()),
  }),
  displayNames: z.object({
    key: z.string(),
    permissions: z.string(),
    createKey: z.string(),
    endKey: z.enum(END_KEY_OPERATIONS),
    menu: z.array(z.string()),
    menuLocation: z.enum(MENU_LOCATIONS),
    environmentVariable: z.string(),
  }),
});
export type KeyProfileView = z.output<typeof keyProfileView>;
