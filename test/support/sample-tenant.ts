import type { Caller } from '../../lib/core/audit/event.ts';
import { type CreateChildInput, createChildKey } from '../../lib/core/keys/create-child.ts';
import { type IssueKeyInput, issueKey } from '../../lib/core/keys/issue.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import { createOwner } from '../../lib/core/owners/create.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import { createTenant } from '../../lib/core/tenants/create.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { eventOf, sessionOf } from './entities.ts';
import { createMemoryStore, type Faults } from './memory-store.ts';
import { useCaseDeps } from './use-case-deps.ts';

export const ADA: Caller = { id: 'arn:aws:iam::123456789012:user/ada', sourceAddress: '203.0.113.7' };

/** A person for each role, and an application. */
const OWNERS = [
  { id: 'boss', kind: 'person', role: 'app-admin' },
  { id: 'dev', kind: 'person', role: 'developer' },
  { id: 'aud', kind: 'person', role: 'auditor' },
  { id: 'app', kind: 'application', role: null },
] as const;

/** Creates a tenant with the owners `boss`, `dev`, `aud` (persons, by role) and `app` (an application). */
export async function createTenantWithOwners(deps: UseCaseDeps, tenant = 'acme'): Promise<void> {
  await createTenant(deps, ADA, { id: tenant, name: null, maxKeyLifetimeDays: null });
  for (const owner of OWNERS)
    await createOwner(deps, ADA, { ...owner, tenant, name: null, plan: null, email: null });
}

/** A store with such tenants, its fault hooks, and the dependencies of use cases on it. */
export async function storeWithOwners(tenants: readonly string[] = ['acme']) {
  const faults: Faults = {};
  const store = createMemoryStore(faults);
  const deps = useCaseDeps(store);
  for (const tenant of tenants) await createTenantWithOwners(deps, tenant);
  return { faults, store, deps };
}

export const NEW_KEY: IssueKeyInput = {
  tenant: 'acme',
  owner: 'app',
  boundBy: 'owner',
  name: 'CI',
  environment: 'live',
  permissions: ['read', 'write'],
  expiresAtMs: null,
  metadata: { plan: 'free' },
  endSessionsWithKey: false,
};

/** Issues a key. @throws Error if the request is rejected */
export async function issue(deps: UseCaseDeps, given: Partial<IssueKeyInput> = {}) {
  const result = await issueKey(deps, ADA, { ...NEW_KEY, ...given });
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

/** The permission with which keys create keys in tests. */
const REQUIRED_PERMISSION = 'read';

/** Creates a key with another key (default: with its first value). */
export function createChild(
  deps: UseCaseDeps,
  { generation = 1, ...parent }: Pick<Key, 'tenant' | 'id'> & { readonly generation?: number | undefined },
  given: Partial<CreateChildInput> = {},
  token?: Parameters<typeof createChildKey>[3],
) {
  const caller = { id: `key:${parent.id}`, sourceAddress: '203.0.113.9' };
  return createChildKey(
    deps,
    caller,
    { parent: { ...parent, generation }, requiredPermission: REQUIRED_PERMISSION, name: 'second', ...given },
    token,
  );
}

/** Creates a key with another key. @throws Error if the request is rejected */
export async function issueChild(deps: UseCaseDeps, parent: Parameters<typeof createChild>[1]) {
  const result = await createChild(deps, parent);
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

/** Stores a session of a key, even if the profile has no sessions. */
export async function storeSession(
  { store }: UseCaseDeps,
  key: Parameters<typeof sessionOf>[0],
  given: Partial<Session> = {},
): Promise<Session> {
  const session = sessionOf(key, given);
  const outcome = await store.commit({ kind: 'create-session', session }, eventOf(key.tenant));
  if (outcome !== 'committed') throw new Error(`expected a session, got ${outcome}`);
  return session;
}
