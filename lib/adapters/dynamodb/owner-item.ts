import { type Identity, OWNER_KINDS, OWNER_STATUSES, type Owner, ROLES } from '../../core/owners/owner.ts';
import { keyAttributes } from './attributes.ts';
import { added, integer, itemCodec, nullable, object, oneOf, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';
import { addressRanges, limits } from './limit-fields.ts';

const item = itemCodec<Omit<Owner, 'version'>, Pick<Owner, 'version'>, object>({
  type: 'owner',
  data: {
    tenant: text,
    id: text,
    kind: oneOf(OWNER_KINDS),
    name: nullable(text),
    role: nullable(oneOf(ROLES)),
    plan: added(nullable(text), null),
    maxKeys: added(nullable(integer), null),
    limits: added(limits, []),
    allowedAddresses: added(addressRanges, []),
    email: added(nullable(text), null),
    identity: added(nullable(object<Identity>({ issuer: text, subject: text })), null),
    status: oneOf(OWNER_STATUSES),
    createdAtMs: integer,
  },
  projected: { version: integer },
  hidden: {},
});

export function ownerItemKey(tenant: string, id: string): ItemKey {
  return { pk: `owner#${tenant}#${id}`, sk: 'owner' };
}

/** The partition of `gsi1` that lists a tenant's owners, by ID. */
export function ownerPartition(tenant: string): string {
  return `tenant#${tenant}#owners`;
}

/** The partition of `gsi4` that lists a tenant's deactivated owners, by ID. */
export function deactivatedPartition(tenant: string): string {
  return `tenant#${tenant}#deactivated`;
}

export function encodeOwner(owner: Owner): Attributes {
  const { tenant, id } = owner;
  const isDeactivated = owner.status === 'deactivated';
  return {
    ...item.encode(owner),
    ...keyAttributes({
      ...ownerItemKey(tenant, id),
      ...{ gsi1pk: ownerPartition(tenant), gsi1sk: id },
      ...(isDeactivated && { gsi4pk: deactivatedPartition(tenant), gsi4sk: id }),
    }),
  };
}

/** @throws UnexpectedItemError */
export const decodeOwner: (item: Attributes) => Owner = item.decode;
