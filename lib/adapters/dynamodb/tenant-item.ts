import type { Tenant } from '../../core/tenants/tenant.ts';
import { integer, integerOrNull, map, NULL, text, textOrNull } from './attributes.ts';
import { Fields } from './fields.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'tenant';

/** What items lack that were written before tenants had limits and freezes of their own. */
const ADDED: Attributes = { maxKeyLifetimeDays: NULL, maxValueAgeDays: NULL, rotationFreeze: NULL };

/** The partition of `gsi1` that lists the tenants, by id. */
export const TENANT_PARTITION = 'tenants';

export function tenantItemKey(id: string): ItemKey {
  return { pk: `tenant#${id}`, sk: 'tenant' };
}

export function encodeTenant(tenant: Tenant): Attributes {
  const { pk, sk } = tenantItemKey(tenant.id);
  const { rotationFreeze: freeze } = tenant;
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    version: integer(tenant.version),
    data: map({
      id: text(tenant.id),
      name: textOrNull(tenant.name),
      maxKeyLifetimeDays: integerOrNull(tenant.maxKeyLifetimeDays),
      maxValueAgeDays: integerOrNull(tenant.maxValueAgeDays),
      rotationFreeze: freeze ? map({ untilMs: integer(freeze.untilMs), reason: text(freeze.reason) }) : NULL,
      createdAtMs: integer(tenant.createdAtMs),
    }),
    gsi1pk: text(TENANT_PARTITION),
    gsi1sk: text(tenant.id),
  };
}

/** @throws UnexpectedItemError */
export function decodeTenant(item: Attributes): Tenant {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data', ADDED);
  const freeze = data.mapOrNull('rotationFreeze');
  return {
    id: data.text('id'),
    name: data.textOrNull('name'),
    maxKeyLifetimeDays: data.integerOrNull('maxKeyLifetimeDays'),
    maxValueAgeDays: data.integerOrNull('maxValueAgeDays'),
    rotationFreeze: freeze && { untilMs: freeze.integer('untilMs'), reason: freeze.text('reason') },
    createdAtMs: data.integer('createdAtMs'),
    version: fields.integer('version'),
  };
}
