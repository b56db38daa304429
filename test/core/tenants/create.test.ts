import { expect, it } from 'vitest';
import { createTenant } from '../../../lib/core/tenants/create.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const ACME = { id: 'acme', name: 'Acme', maxKeyLifetimeDays: 90 };

it('stores a tenant together with one event that has the caller, time and source address', async () => {
  const store = createMemoryStore();
  const result = await createTenant(useCaseDeps(store), ADA, ACME);
  const tenant = {
    ...ACME,
    maxValueAgeDays: null,
    rotationFreeze: null,
    status: 'active',
    createdAtMs: NOON,
    version: 1,
  };
  expect(result).toEqual({ outcome: 'created', tenant });
  expect(await store.readTenant('acme')).toEqual(tenant);
  expect(store.events).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      atMs: NOON,
      tenant: 'acme',
      action: 'tenant.created',
      subject: { kind: 'tenant', id: 'acme' },
      caller: ADA,
      before: null,
      after: tenant,
    },
  ]);
});

it('creates one tenant and one event for 64 concurrent requests with one ID', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store);
  const names = Array.from({ length: 64 }, (_, index) => `Acme ${index}`);
  const results = await Promise.all(names.map((name) => createTenant(deps, ADA, { ...ACME, name })));
  const created = results.flatMap((each) => (each.outcome === 'created' ? [each.tenant] : []));
  expect(created).toEqual([await store.readTenant('acme')]);
  expect(results.filter(({ outcome }) => outcome === 'exists')).toHaveLength(63);
  expect(store.events).toHaveLength(1);
});
