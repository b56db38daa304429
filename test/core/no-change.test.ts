import { expect, it } from 'vitest';
import { updateKey } from '../../lib/core/keys/update.ts';
import { updateOwner } from '../../lib/core/owners/update.ts';
import { updateTenant } from '../../lib/core/tenants/update.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { NOON } from '../support/entities.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue } from '../support/sample-tenant.ts';
import { useCaseDeps } from '../support/use-case-deps.ts';

type Change = (deps: UseCaseDeps, keyId: string) => Promise<unknown>;

const CHANGES: readonly (readonly [string, Change])[] = [
  [
    'a key',
    (deps, id) =>
      updateKey(
        deps,
        ADA,
        { tenant: 'acme', id },
        {
          name: ' Nightly ',
          permissions: ['read', 'read'],
          expiresAtMs: NOON + 1000,
          metadata: { one: 1, two: [{ three: null }] },
          endSessionsWithKey: true,
        },
      ),
  ],
  [
    'an owner',
    (deps) => updateOwner(deps, ADA, { tenant: 'acme', id: 'dev' }, { name: 'Dev', role: 'auditor' }),
  ],
  [
    'a tenant',
    (deps) =>
      updateTenant(deps, ADA, 'acme', {
        name: 'Acme',
        maxKeyLifetimeDays: 30,
        rotationFreeze: { untilMs: NOON + 5, reason: 'sale' },
      }),
  ],
];

it.each(CHANGES)(
  'a change of %s that is repeated after a lost response has one event and one version',
  async (_, change) => {
    const clock = { nowMs: NOON };
    const store = createMemoryStore();
    const deps = useCaseDeps(store, clock);
    await createTenantWithOwners(deps);
    const { key } = await issue(deps, { expiresAtMs: NOON + 500 });
    const eventsBefore = store.events.length;
    const first = await change(deps, key.id);
    expect(first).toMatchObject({ outcome: 'done' });
    const after = store.dump();

    clock.nowMs += 2000;
    expect(await change(deps, key.id)).toEqual(first);

    expect(store.dump()).toBe(after);
    expect(store.events).toHaveLength(eventsBefore + 1);
  },
);

it('metadata with its members in another order is the same', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key } = await issue(deps, { metadata: { one: { a: 1, b: 2 }, two: 2 } });
  const name = { tenant: 'acme', id: key.id };
  await updateKey(deps, ADA, name, { metadata: { two: 2, one: { b: 2, a: 1 } } });
  expect(await store.readKey(key.id)).toEqual(key);
  await updateKey(deps, ADA, name, { metadata: { two: 2, one: { b: 2 } } });
  expect(await store.readKey(key.id)).toMatchObject({ version: 2 });
});
