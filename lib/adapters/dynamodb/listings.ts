import { IDENTIFIER, TENANT_ID } from '../../core/identifiers.ts';
import type { KeySettings } from '../../core/keys/key.ts';
import type { Owner } from '../../core/owners/owner.ts';
import type { Tenant } from '../../core/tenants/tenant.ts';
import { decodeKeySettings, keyItemKey, keyPartition, keyPosition } from './key-item.ts';
import { decodeOwner, ownerItemKey, ownerPartition } from './owner-item.ts';
import type { Listing } from './read-page.ts';
import { decodeTenant, TENANT_PARTITION, tenantItemKey } from './tenant-item.ts';

/** All tenants, by id. */
export const tenantListing: Listing<Tenant> = {
  partition: TENANT_PARTITION,
  order: 'ascending',
  position: TENANT_ID,
  positionOf: ({ id }) => id,
  keyAt: tenantItemKey,
  decode: decodeTenant,
};

/** The owners of a tenant, by id. */
export function ownerListing(tenant: string): Listing<Owner> {
  return {
    partition: ownerPartition(tenant),
    order: 'ascending',
    position: IDENTIFIER,
    positionOf: ({ id }) => id,
    keyAt: (id) => ownerItemKey(tenant, id),
    decode: decodeOwner,
  };
}

/** The keys of a tenant, newest first. */
export function keyListing(tenant: string): Listing<KeySettings> {
  return {
    partition: keyPartition(tenant),
    order: 'descending',
    position: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9A-Za-z]+$/,
    positionOf: keyPosition,
    keyAt: (position) => keyItemKey(position.slice(position.indexOf('#') + 1)),
    decode: decodeKeySettings,
  };
}
