import type { Owner } from '../owners/owner.ts';
import type { ExpectedVersions, KeyReader } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { KeySettings } from './key.ts';

/** The tenant and owner of a new key. They are read once, and their versions are conditions of the commit. */
export interface IssueBasis {
  readonly tenant: Tenant;
  readonly owner: Owner;
}

/** @returns undefined if the tenant or the owner does not exist */
export async function readBasis(
  store: KeyReader,
  { tenant: tenantId, owner: ownerId }: Pick<KeySettings, 'tenant' | 'owner'>,
): Promise<IssueBasis | undefined> {
  const [tenant, owner] = await Promise.all([store.readTenant(tenantId), store.readOwner(tenantId, ownerId)]);
  return tenant && owner && { tenant, owner };
}

export function versionsOf({ tenant, owner }: IssueBasis): ExpectedVersions {
  return { tenant: tenant.version, owner: owner.version };
}
