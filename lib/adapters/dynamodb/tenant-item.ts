import type { RotationFreeze } from '../../core/rotation/maintenance-window.ts';
import { TENANT_STATUSES, type Tenant } from '../../core/tenants/tenant.ts';
import { keyAttributes } from './attributes.ts';
import { added, integer, itemCodec, nullable, object, oneOf, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';

const item = itemCodec<Omit<Tenant, 'version'>, Pick<Tenant, 'version'>, object>({
  type: 'tenant',
  data: {
    id: text,
    name: nullable(text),
    maxKeyLifetimeDays: added(nullable(integer), null),
    maxValueAgeDays: added(nullable(integer), null),
    rotationFreeze: added(nullable(object<RotationFreeze>({ untilMs: integer, reason: text })), null),
    status: added(oneOf(TENANT_STATUSES), 'active'),
    createdAtMs: integer,
  },
  projected: { version: integer },
  hidden: {},
});

/** The partition of `gsi1` that lists the tenants, by ID. */
export const TENANT_PARTITION = 'tenants';

export function tenantItemKey(id: string): ItemKey {
  return { pk: `tenant#${id}`, sk: 'tenant' };
}

export function encodeTenant(tenant: Tenant): Attributes {
  const { id } = tenant;
  return {
    ...item.encode(tenant),
    ...keyAttributes({ ...tenantItemKey(id), gsi1pk: TENANT_PARTITION, gsi1sk: id }),
  };
}

/** @throws UnexpectedItemError */
export const decodeTenant: (item: Attributes) => Tenant = item.decode;
