import { crc32 } from '../../core/keys/checksum.ts';
import type { Tenant } from '../../core/tenants/tenant.ts';
import { integer, text } from './attributes.ts';
import type { Attributes, ItemKey } from './item.ts';
import { tenantItemKey } from './tenant-item.ts';

const TYPE = 'tenant-version';

/**
 * The number of copies of a tenant's version. Transactions that check the same item conflict with each other, so an
 * update of a key checks one copy, chosen by the key ID. An update of the tenant writes all copies.
 */
const COPIES = 16;

/** The copy that updates of this key check. */
export function tenantVersionKey(tenant: string, keyId: string): ItemKey {
  return copyKey(tenant, crc32(keyId) % COPIES);
}

export function encodeTenantVersions({ id, version }: Tenant): readonly Attributes[] {
  return Array.from({ length: COPIES }, (_, copy) => {
    const { pk, sk } = copyKey(id, copy);
    return { pk: text(pk), sk: text(sk), type: text(TYPE), version: integer(version) };
  });
}

function copyKey(tenant: string, copy: number): ItemKey {
  const { pk } = tenantItemKey(tenant);
  return { pk, sk: `version#${copy}` };
}
