import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { viewTenant } from '../../../lambdas/control-api/views.ts';
import { tenantRoutes } from '../../../lib/contracts/http/tenants.ts';
import { LATEST_INSTANT_MS } from '../../../lib/core/runtime.ts';
import { createTenant } from '../../../lib/core/tenants/create.ts';
import type { Tenant } from '../../../lib/core/tenants/tenant.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import { eventOf, NOON, tenantOf } from '../../support/entities.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const aName = fc.option(
  fc.oneof(fc.string(), fc.constantFrom('', ' ', ' Acme '), fc.string({ minLength: 95, maxLength: 105 })),
);
const anId = fc.oneof(
  fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  fc.constantFrom('', 'Acme', 'acme-', 'a.b', 'a'.repeat(63), 'a'.repeat(64)),
);
const someDays = fc.option(
  fc.oneof(
    fc.integer({ min: 1, max: 3650 }),
    fc.constantFrom(0, -1, 0.5, 3650, 3651, Number.MAX_SAFE_INTEGER),
  ),
);
const aReason = fc.oneof(
  fc.constantFrom('', ' ', ' Release ', '🔑'.repeat(200), '🔑'.repeat(201)),
  fc.string({ maxLength: 210 }),
);
const aFreeze = fc.option(
  fc.record({
    untilMs: fc.oneof(
      fc.constant(NOON + 1),
      fc.constantFrom(LATEST_INSTANT_MS, LATEST_INSTANT_MS + 1, -1, 0.5, Number.NaN),
    ),
    reason: aReason,
  }),
);
const aChange = fc.record({
  name: aName,
  maxKeyLifetimeDays: someDays,
  maxValueAgeDays: someDays,
  rotationFreeze: aFreeze,
});

/** An empty name means none to the use case. The API asks for null. */
function withoutEmptyName<Given extends { readonly name: string | null }>(given: Given): Given {
  return given.name?.trim() === '' ? { ...given, name: null } : given;
}

it('creates a tenant only with values that the API accepts', async () => {
  const input = fc.record({ id: anId, name: aName, maxKeyLifetimeDays: someDays });
  const property = fc.asyncProperty(input, async (given) => {
    const deps = useCaseDeps(createMemoryStore());
    const result = await createTenant(deps, ADA, given);
    const parsed = tenantRoutes.createTenant.body.safeParse(withoutEmptyName(given));
    expect(result.outcome).toBe(parsed.success ? 'created' : 'settings-out-of-bounds');
    if (result.outcome === 'created') expect(result.tenant).toMatchObject({ ...parsed.data });
    else expect(await deps.store.readTenant(given.id)).toBeUndefined();
  });
  await fc.assert(property, { numRuns: 300 });
});

it('updates a tenant only to values that the API accepts', async () => {
  let changed = 0;
  const property = fc.asyncProperty(aChange, async (change) => {
    const deps = useCaseDeps(createMemoryStore());
    const tenant = tenantOf();
    await deps.store.commit({ kind: 'create-tenant', tenant }, eventOf(tenant.id));
    const result = await updateTenant(deps, ADA, tenant.id, change);
    const { rotationFreeze: freeze } = change;
    const isInstant =
      freeze === null ||
      (Number.isInteger(freeze.untilMs) && freeze.untilMs >= 0 && freeze.untilMs <= LATEST_INSTANT_MS);
    const rotationFreeze =
      freeze && isInstant ? { until: isoOf(freeze.untilMs), reason: freeze.reason } : null;
    const parsed = tenantRoutes.updateTenant.body.safeParse(withoutEmptyName({ ...change, rotationFreeze }));
    expect(result.outcome).toBe(parsed.success && isInstant ? 'done' : 'settings-out-of-bounds');
    if (!('tenant' in result)) {
      expect(await deps.store.readTenant(tenant.id)).toEqual(tenant);
      return;
    }
    changed += 1;
    expect(viewTenant(result.tenant)).toMatchObject({ ...parsed.data });
    expect(tenantRoutes.updateTenant.response.body.safeParse(viewTenant(result.tenant)).success).toBe(true);
  });
  await fc.assert(property, { numRuns: 500 });
  expect(changed).toBeGreaterThan(20);
});

it('shows, updates and repairs a tenant that is stored outside of the bounds', async () => {
  const deps = useCaseDeps(createMemoryStore());
  const given: Partial<Tenant> = { name: 'n'.repeat(101), maxValueAgeDays: 5000 };
  const tenant = tenantOf(given);
  await deps.store.commit({ kind: 'create-tenant', tenant }, eventOf(tenant.id));
  expect(tenantRoutes.showTenant.response.body.safeParse(viewTenant(tenant)).success).toBe(true);
  expect(await updateTenant(deps, ADA, tenant.id, { maxKeyLifetimeDays: 30 })).toMatchObject({
    outcome: 'done',
  });
  expect(await updateTenant(deps, ADA, tenant.id, { name: 'Acme', maxValueAgeDays: 30 })).toMatchObject({
    outcome: 'done',
    tenant: { name: 'Acme', maxValueAgeDays: 30 },
  });
});
