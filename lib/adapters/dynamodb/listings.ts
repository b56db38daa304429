import { KEY_TABLE } from '../../contracts/key-table.ts';
import { IDENTIFIER, TENANT_ID } from '../../core/identifiers.ts';
import type { Key, KeySettings } from '../../core/keys/key.ts';
import type { Owner } from '../../core/owners/owner.ts';
import type { ManagedKeySettings } from '../../core/rotation/managed-key.ts';
import type { CreationRange, SessionSettings, TimeSpan } from '../../core/store.ts';
import type { Tenant } from '../../core/tenants/tenant.ts';
import {
  decodeKeySettings,
  expiryPartition,
  keyItemKey,
  keyPartition,
  ownersKeyPartition,
} from './key-item.ts';
import { decodeManagedKeySettings, KEY_ID, managedItemKey, managedKeyPartition } from './managed-key-item.ts';
import { deactivatedPartition, decodeOwner, ownerItemKey, ownerPartition } from './owner-item.ts';
import { idAt, POSITION } from './position.ts';
import type { Listing } from './read-page.ts';
import type { TimedListing } from './read-span.ts';
import { decodeSessionSettings, sessionItemKey, sessionPartition } from './session-item.ts';
import { decodeTenant, TENANT_PARTITION, tenantItemKey } from './tenant-item.ts';

const [GSI1, , GSI3, GSI4] = KEY_TABLE.indexes;

/** All tenants, by ID. */
export const tenantListing: Listing<Tenant> = {
  index: GSI1,
  partition: TENANT_PARTITION,
  order: 'ascending',
  position: TENANT_ID,
  keyAt: tenantItemKey,
  decode: decodeTenant,
};

/** The owners of a tenant, by ID. */
export function ownerListing(tenant: string): Listing<Owner> {
  return {
    index: GSI1,
    partition: ownerPartition(tenant),
    order: 'ascending',
    position: IDENTIFIER,
    keyAt: (id) => ownerItemKey(tenant, id),
    decode: decodeOwner,
  };
}

const keysByTime = {
  position: POSITION,
  keyAt: (position: string) => keyItemKey(idAt(position)),
  decode: decodeKeySettings,
} as const;

const byCreation = ({ order, ...span }: CreationRange) =>
  ({
    ...keysByTime,
    order: order === 'oldest' ? 'ascending' : 'descending',
    span,
    timeOf: ({ createdAtMs }: KeySettings) => createdAtMs,
  }) as const;

/** The keys of a tenant by creation. */
export function keyListing(tenant: string, created: CreationRange = {}): TimedListing<KeySettings> {
  return { ...byCreation(created), index: GSI1, partition: keyPartition(tenant) };
}

/** The managed keys of a tenant, by key ID. */
export function managedKeyListing(tenant: string): Listing<ManagedKeySettings> {
  return {
    index: GSI1,
    partition: managedKeyPartition(tenant),
    order: 'ascending',
    position: KEY_ID,
    keyAt: managedItemKey,
    decode: decodeManagedKeySettings,
  };
}

/** The keys of an owner by creation. */
export function ownersKeyListing(
  tenant: string,
  owner: string,
  created: CreationRange = {},
): TimedListing<KeySettings> {
  return { ...byCreation(created), index: GSI3, partition: ownersKeyPartition(tenant, owner) };
}

/** The keys of a tenant that expire in a time span, earliest expiry first. */
export function expiringKeyListing(tenant: string, span: TimeSpan): TimedListing<KeySettings> {
  return {
    ...keysByTime,
    index: GSI4,
    partition: expiryPartition(tenant),
    order: 'ascending',
    span,
    timeOf: ({ expiresAtMs }) => expiresAtMs,
  };
}

/** The deactivated owners of a tenant, by ID. */
export function deactivatedOwnerListing(tenant: string): Listing<Owner> {
  return { ...ownerListing(tenant), index: GSI4, partition: deactivatedPartition(tenant) };
}

/** The sessions of a key, newest first. */
export function sessionListing(key: Pick<Key, 'tenant' | 'id'>): Listing<SessionSettings> {
  return {
    index: GSI3,
    partition: sessionPartition(key),
    order: 'descending',
    position: POSITION,
    keyAt: (position) => sessionItemKey(idAt(position)),
    decode: decodeSessionSettings,
  };
}
