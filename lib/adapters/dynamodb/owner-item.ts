import { OWNER_KINDS, OWNER_STATUSES, type Owner, ROLES } from '../../core/owners/owner.ts';
import { integer, map, text, textOrNull } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'owner';

export function ownerItemKey(tenant: string, id: string): ItemKey {
  return { pk: `owner#${tenant}#${id}`, sk: 'owner' };
}

/** The partition of `gsi1` that lists a tenant's owners, by id. */
export function ownerPartition(tenant: string): string {
  return `tenant#${tenant}#owners`;
}

export function encodeOwner(owner: Owner): Attributes {
  const { pk, sk } = ownerItemKey(owner.tenant, owner.id);
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    version: integer(owner.version),
    data: map({
      tenant: text(owner.tenant),
      id: text(owner.id),
      kind: text(owner.kind),
      name: textOrNull(owner.name),
      role: textOrNull(owner.role),
      status: text(owner.status),
      createdAtMs: integer(owner.createdAtMs),
    }),
    gsi1pk: text(ownerPartition(owner.tenant)),
    gsi1sk: text(owner.id),
  };
}

/** @throws UnexpectedItemError */
export function decodeOwner(item: Attributes): Owner {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data');
  return {
    tenant: data.text('tenant'),
    id: data.text('id'),
    kind: data.oneOf('kind', OWNER_KINDS),
    name: data.textOrNull('name'),
    role: data.oneOfOrNull('role', ROLES),
    status: data.oneOf('status', OWNER_STATUSES),
    createdAtMs: data.integer('createdAtMs'),
    version: fields.integer('version'),
  };
}
