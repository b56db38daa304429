import type { Tenant } from '../../core/tenants/tenant.ts';
import { integer, map, text, textOrNull } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'tenant';

/** The partition of `gsi1` that lists the tenants, by id. */
export const TENANT_PARTITION = 'tenants';

export function tenantItemKey(id: string): ItemKey {
  return { pk: `tenant#${id}`, sk: 'tenant' };
}

/** A tenant never changes yet: its version is always 1. */
export function encodeTenant(tenant: Tenant): Attributes {
  const { pk, sk } = tenantItemKey(tenant.id);
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    version: integer(1),
    data: map({
      id: text(tenant.id),
      name: textOrNull(tenant.name),
      createdAtMs: integer(tenant.createdAtMs),
    }),
    gsi1pk: text(TENANT_PARTITION),
    gsi1sk: text(tenant.id),
  };
}

/** @throws UnexpectedItemError */
export function decodeTenant(item: Attributes): Tenant {
  const data = Fields.of(TYPE, item).map('data');
  return { id: data.text('id'), name: data.textOrNull('name'), createdAtMs: data.integer('createdAtMs') };
}
