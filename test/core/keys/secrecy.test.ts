import { expect, it } from 'vitest';
import { changeKey } from '../../../lib/core/keys/change.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { cutOffOwner } from '../../../lib/core/owners/cut-off.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/acme.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

it('through the whole life of a key nothing stored holds its value, and no event or listing its digest', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key, value } = await issue(deps);
  const secret = deps.codec.parse(value)?.secret ?? '';
  const digest = key.credentials[0]?.digest ?? '';
  expect({ secret: secret.length, digest: digest.length }).toEqual({ secret: 24, digest: 64 });

  const keyName = { tenant: 'acme', id: key.id };
  const life = [
    () => changeKey(deps, ADA, keyName, { name: 'x', permissions: ['read'], metadata: { a: 1 } }),
    () => disableKey(deps, ADA, keyName),
    () => enableKey(deps, ADA, keyName),
    () => cutOffOwner(deps, ADA, { tenant: 'acme', id: 'app' }),
    () => revokeKey(deps, ADA, keyName, 'compromised'),
  ];
  for (const next of [() => Promise.resolve(), ...life]) {
    await next();
    expect(store.dump()).not.toContain(secret);
    const told = JSON.stringify([
      store.events,
      await store.listKeys('acme', { cursor: undefined, limit: 10 }),
    ]);
    expect(told).not.toContain(digest);
    expect(told).not.toContain('credentials');
  }
});
