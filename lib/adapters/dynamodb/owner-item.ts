import { type Identity, OWNER_KINDS, OWNER_STATUSES, type Owner, ROLES } from '../../core/owners/owner.ts';
import { integer, map, NULL, text, textOrNull } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'owner';

/** What items lack that were written before there were plans, and before people signed in. */
const ADDED: Attributes = { plan: NULL, email: NULL, identity: NULL };

export function ownerItemKey(tenant: string, id: string): ItemKey {
  return { pk: `owner#${tenant}#${id}`, sk: 'owner' };
}

/** The partition of `gsi1` that lists a tenant's owners, by id. */
export function ownerPartition(tenant: string): string {
  return `tenant#${tenant}#owners`;
}

/** The partition of `gsi4` that lists a tenant's owners that are deactivated, by id. */
export function deactivatedPartition(tenant: string): string {
  return `tenant#${tenant}#deactivated`;
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
      plan: textOrNull(owner.plan),
      email: textOrNull(owner.email),
      identity: owner.identity ? map(encodeIdentity(owner.identity)) : NULL,
      status: text(owner.status),
      createdAtMs: integer(owner.createdAtMs),
    }),
    gsi1pk: text(ownerPartition(owner.tenant)),
    gsi1sk: text(owner.id),
    ...(owner.status === 'deactivated' && {
      gsi4pk: text(deactivatedPartition(owner.tenant)),
      gsi4sk: text(owner.id),
    }),
  };
}

/** @throws UnexpectedItemError */
export function decodeOwner(item: Attributes): Owner {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data', ADDED);
  const identity = data.mapOrNull('identity');
  return {
    tenant: data.text('tenant'),
    id: data.text('id'),
    kind: data.oneOf('kind', OWNER_KINDS),
    name: data.textOrNull('name'),
    role: data.oneOfOrNull('role', ROLES),
    plan: data.textOrNull('plan'),
    email: data.textOrNull('email'),
    identity: identity && decodeIdentity(identity),
    status: data.oneOf('status', OWNER_STATUSES),
    createdAtMs: data.integer('createdAtMs'),
    version: fields.integer('version'),
  };
}

function encodeIdentity({ issuer, subject }: Identity) {
  return { issuer: text(issuer), subject: text(subject) };
}

function decodeIdentity(fields: Fields): Identity {
  return { issuer: fields.text('issuer'), subject: fields.text('subject') };
}
