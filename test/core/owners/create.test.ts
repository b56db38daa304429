import { expect, it } from 'vitest';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { createTenant } from '../../../lib/core/tenants/create.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const ANN = {
  tenant: 'acme',
  id: 'ann',
  name: 'Ann',
  kind: 'person',
  role: 'developer',
  plan: 'lite',
  email: 'ann@example.com',
} as const;

const BETA = { id: 'beta', name: null, maxKeyLifetimeDays: null };

async function setUp() {
  const store = createMemoryStore();
  const deps = { ...useCaseDeps(store), plans: { lite: { apiLimits: { minds: 3 } } } };
  await createTenant(deps, ADA, { ...BETA, id: 'acme' });
  return { store, deps };
}

it('stores a new owner as active together with one event', async () => {
  const { store, deps } = await setUp();
  const owner = {
    ...{ ...ANN, maxKeys: null, limits: [], allowedAddresses: [], identity: null },
    ...{ status: 'active', createdAtMs: NOON, version: 1 },
  };
  expect(await createOwner(deps, ADA, ANN)).toEqual({ outcome: 'created', owner });
  expect(await store.readOwner('acme', 'ann')).toEqual(owner);
  expect(store.events.slice(1)).toMatchObject([
    {
      tenant: 'acme',
      action: 'owner.created',
      subject: { kind: 'owner', id: 'ann' },
      caller: ADA,
      before: null,
      after: owner,
    },
  ]);
});

it('rejects an owner of an unknown tenant', async () => {
  const { store, deps } = await setUp();
  expect(await createOwner(deps, ADA, { ...ANN, tenant: 'beta' })).toEqual({ outcome: 'tenant-not-found' });
  expect(await store.readOwner('beta', 'ann')).toBeUndefined();
  expect(store.events).toHaveLength(1);
});

it('rejects a taken ID in its tenant and allows it in another', async () => {
  const { store, deps } = await setUp();
  await createTenant(deps, ADA, BETA);
  await createOwner(deps, ADA, ANN);
  expect(await createOwner(deps, ADA, { ...ANN, role: 'app-admin' })).toEqual({ outcome: 'exists' });
  expect(await store.readOwner('acme', 'ann')).toMatchObject({ role: 'developer' });
  expect(await createOwner(deps, ADA, { ...ANN, tenant: 'beta' })).toMatchObject({ outcome: 'created' });
});

it.each(['constructor', 'premium', ''])(
  'rejects a plan that the deployment does not have: %j',
  async (plan) => {
    const { store, deps } = await setUp();
    const before = store.dump();
    expect(await createOwner(deps, ADA, { ...ANN, plan })).toEqual({ outcome: 'unknown-plan' });
    expect(store.dump()).toBe(before);
  },
);

it('invites an address once per tenant', async () => {
  const { store, deps } = await setUp();
  await createTenant(deps, ADA, BETA);
  await createOwner(deps, ADA, ANN);
  expect(await createOwner(deps, ADA, { ...ANN, id: 'anna' })).toEqual({ outcome: 'already-invited' });
  expect(await store.readOwner('acme', 'anna')).toBeUndefined();
  expect(await createOwner(deps, ADA, { ...ANN, tenant: 'beta' })).toMatchObject({ outcome: 'created' });
});
