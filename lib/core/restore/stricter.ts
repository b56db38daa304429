import { commonRanges } from '../access/address-range-bounds.ts';
import { lesserRole, type Owner } from '../owners/owner.ts';
import type { Session } from '../sessions/session.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { lesser } from './stricter-key.ts';

/** What a source knows of an owner. Undefined members are not known. */
export type KnownOwner = Partial<Pick<Owner, 'status' | 'role' | 'allowedAddresses'>>;

/** The stricter of two states of an owner. All other settings are those of the first one. */
export function stricterOwner(owner: Owner, known: KnownOwner): Owner {
  const allowedAddresses = commonRanges(owner.allowedAddresses, known.allowedAddresses ?? []);
  const isDeactivated = [owner.status, known.status].includes('deactivated') || !allowedAddresses;
  const { role = null } = known;
  return {
    ...owner,
    status: isDeactivated ? 'deactivated' : 'active',
    role: owner.role === null || role === null ? (owner.role ?? role) : lesserRole(owner.role, role),
    allowedAddresses: allowedAddresses ?? owner.allowedAddresses,
  };
}

/** What a source knows of a tenant. Undefined members are not known. */
export type KnownTenant = Partial<Pick<Tenant, 'maxKeyLifetimeDays' | 'maxValueAgeDays' | 'status'>>;

/** The stricter of two states of a tenant. All other settings are those of the first one. */
export function stricterTenant(tenant: Tenant, known: KnownTenant): Tenant {
  return {
    ...tenant,
    maxKeyLifetimeDays: lesser(tenant.maxKeyLifetimeDays, known.maxKeyLifetimeDays ?? null),
    maxValueAgeDays: lesser(tenant.maxValueAgeDays, known.maxValueAgeDays ?? null),
    status: [tenant.status, known.status].includes('suspended') ? 'suspended' : 'active',
  };
}

/** What a source knows of a session. */
export type KnownSession = Partial<Pick<Session, 'endedAtMs'>>;

/** The stricter of two states of a session: it has ended if either side has ended it. */
export function stricterSession(session: Session, known: KnownSession): Session {
  return { ...session, endedAtMs: lesser(session.endedAtMs, known.endedAtMs ?? null) };
}
