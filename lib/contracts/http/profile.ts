import * as z from 'zod';
import { OWNER_KINDS, ROLES } from '../../core/owners/owner.ts';

/** What a deployment says of its key contract to anyone: how to present a key, and what things are called. */
export const keyProfileView = z.object({
  profile: z.string(),
  /** The product, as people know it. */
  title: z.string(),
  /** Where a credential is accepted, each a header and the scheme before the value (null: the value alone). */
  credentials: z.array(z.object({ header: z.string(), scheme: z.string().nullable() })),
  /** Whether each request names its tenant as the first label of its host. */
  tenancy: z.enum(['by-host', 'by-key']),
  /** The environments that a value marks; empty where any name will do. */
  environments: z.array(z.string()),
  defaultEnvironment: z.string(),
  defaultPermissions: z.array(z.string()),
  /** The only permissions that keys can have; null for any. */
  permissions: z.array(z.string()).nullable(),
  /** The kinds of owners that keys can have, and the roles that read and manage keys. */
  ownerKinds: z.array(z.enum(OWNER_KINDS)),
  keyReaders: z.array(z.enum(ROLES)),
  keyManagers: z.array(z.enum(ROLES)),
  /** Which keys people who are developers manage, where they are key managers. */
  developersManage: z.enum(['own-keys', 'application-keys']),
  lifetime: z.object({ defaultDays: z.number().nullable(), maxDays: z.number().nullable() }),
  /** Limits by plan; null for no limit. */
  plans: z.record(z.string(), z.record(z.string(), z.number().nullable())),
  policies: z.object({
    rotateEveryDays: z.number().nullable(),
    warnBeforeExpiryDays: z.array(z.number()),
  }),
  words: z.object({ key: z.string(), menu: z.array(z.string()), environmentVariable: z.string() }),
});
export type KeyProfileView = z.output<typeof keyProfileView>;
