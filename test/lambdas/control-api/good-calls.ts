import { expect } from 'vitest';
import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Problem } from '../../../lib/contracts/http/problem.ts';
import { credits } from '../../support/limits.ts';
import { managedSince } from '../../support/memory-rotation.ts';
import { createTenantWithOwners, issue, storeSession } from '../../support/sample-tenant.ts';
import { type AdminCall, createAdminApi } from './admin-api.ts';
import { isOperation, operations } from './operations.ts';

/** A valid body for each operation that has one. */
const BODIES = {
  createTenant: { id: 'beta' },
  updateTenant: { name: 'Acme' },
  createOwner: { id: 'new', kind: 'application' },
  updateOwner: { name: 'App' },
  createKey: { owner: 'app' },
  renewKey: {},
  replaceKey: {},
  updateKey: { name: 'nightly' },
  addKeyCredits: { add: 10 },
  addOwnerCredits: { add: 10 },
  resetKeyLimit: { limit: 'credits' },
  resetOwnerLimit: { limit: 'credits' },
  resetTenantLimit: { limit: 'credits' },
  revokeKey: { reason: 'compromised' },
  revokeKeys: { keys: [{ id: '3fKq81ZbTn0x' }] },
  manageKey: { owner: 'app' },
  updateManagedKey: { retireWhenUnused: true },
  verify: { value: 'pst_live_x' },
  verifyBatch: { values: [{ value: 'pst_live_x' }] },
  mutePages: { minutes: 30 },
} as const;

export const withBody = Object.keys(BODIES).filter(isOperation);
export const withoutBody = operations.filter((each) => !withBody.includes(each));

export function bodyOf(operation: AdminOperation): object | undefined {
  return Object.entries(BODIES).find(([name]) => name === operation)?.[1];
}

/** An admin API with a tenant, owners, a managed key and a session, and the path parameters of each operation on them. */
export async function createApiWithResources() {
  const api = createAdminApi({ tenantLimits: [credits()] });
  await createTenantWithOwners(api.deps);
  await api.done('updateOwner', {
    params: { tenant: 'acme', owner: 'app' },
    json: { limits: [credits()] },
  });
  const { key } = await issue(api.deps, { limits: [credits()] });
  await managedSince({ ...api.deps, secrets: api.secrets }, key);
  const session = await storeSession(api.deps, key);
  const params = { tenant: 'acme', owner: 'app', key: key.id, session: session.id };
  const paramsOf = (operation: AdminOperation): Record<string, string> => {
    const { path } = adminRoutes[operation];
    return Object.fromEntries(Object.entries(params).filter(([name]) => path.includes(`{${name}}`)));
  };
  return { api, params, paramsOf };
}

/** Such an admin API, and calls that are valid except for one fault. */
export async function createGoodCalls() {
  const { api, paramsOf } = await createApiWithResources();
  const stateBefore = api.store.dump();

  /** Calls with `fault` instead of the valid part. Expects a client error and no write. */
  const rejected = async (operation: AdminOperation, fault: AdminCall): Promise<Problem> => {
    const json = 'body' in fault ? undefined : bodyOf(operation);
    const answer = await api.rejected(operation, { params: paramsOf(operation), json, ...fault });
    expect(answer.status).toBeLessThan(500);
    expect(api.store.dump()).toBe(stateBefore);
    return answer;
  };

  return { api, paramsOf, rejected };
}

/** An invalid value, shortened for a test name. */
export function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 40);
}
