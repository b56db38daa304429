import { expect, it } from 'vitest';
import { deleteKey, restoreKey } from '../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { createSession } from '../../../lib/core/sessions/create.ts';
import { endSession } from '../../../lib/core/sessions/end.ts';
import { NOON } from '../../support/entities.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

/** Everything that is told of a tenant: its events, its keys and the sessions of one of them. */
async function told(store: MemoryStore, id: string): Promise<string> {
  const page = { cursor: undefined, limit: 10 };
  const sessions = await store.listSessions({ tenant: 'acme', id }, page);
  const lists = [await store.listKeys('acme', page), await store.listKeysOf('acme', 'app', page), sessions];
  return JSON.stringify([store.events, ...lists]);
}

it('never stores the value of a key, and has its digest in no event or listing', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store);
  await createTenantWithOwners(deps);
  const { key, value } = await issue(deps);
  const secret = deps.codecs.key.parse(value)?.secret ?? '';
  const digest = key.credentials[0]?.digest ?? '';
  expect({ secret: secret.length, digest: digest.length }).toEqual({ secret: 24, digest: 64 });

  const keyName = { tenant: 'acme', id: key.id };
  const life = [
    () => updateKey(deps, ADA, keyName, { name: 'x', permissions: ['read'], metadata: { a: 1 } }),
    () => disableKey(deps, ADA, keyName),
    () => enableKey(deps, ADA, keyName),
    () => deleteKey(deps, ADA, keyName),
    () => restoreKey(deps, ADA, keyName),
    () => renewKey(deps, ADA, keyName),
    () => replaceKey(deps, ADA, keyName),
    () => deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' }),
    () => revokeKey(deps, ADA, keyName, 'compromised'),
  ];
  for (const next of [() => Promise.resolve(), ...life]) {
    await next();
    expect(store.dump()).not.toContain(secret);
    const all = await told(store, key.id);
    expect(all).not.toContain(digest);
    expect(all).not.toContain('digest');
  }
});

it('never stores the value of a session, and has its digest in no event or listing', async () => {
  const store = createMemoryStore();
  const deps = useCaseDeps(store, { nowMs: NOON }, mindset);
  await createTenantWithOwners(deps);
  const { key } = await issue(deps);
  const input = { key: { ...key, generation: 1 }, requiredPermission: 'read', user: 'visitor-1' };
  const created = await createSession(deps, ADA, input);
  if (created.outcome !== 'created') throw new Error(`expected a session, got ${created.outcome}`);
  const secret = deps.codecs.session?.parse(created.value)?.secret ?? '';
  const { digest, id } = created.session;
  expect({ secret: secret.length, digest: digest.length }).toEqual({ secret: 32, digest: 64 });

  const end = () => endSession(deps, ADA, { tenant: 'acme', key: key.id, id });
  for (const next of [() => Promise.resolve(), end]) {
    await next();
    expect(store.dump()).not.toContain(secret);
    const all = await told(store, key.id);
    expect(all).toContain('visitor-1');
    expect(all).not.toContain(digest);
  }
});
