import { beforeEach, expect, it } from 'vitest';
import type { AdminOperation } from '../../../lib/contracts/http/admin.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { credits, rate } from '../../support/limits.ts';
import { createTenantWithOwners, issue, storeSession } from '../../support/sample-tenant.ts';
import { type AdminCall, createAdminApi } from './admin-api.ts';

/** Creations without a read before the write. */
const BLIND = ['createTenant', 'createOwner'] as const;
/** Idempotent writes. */
const STEPS = [
  'updateTenant',
  'updateOwner',
  'deactivateOwner',
  'reactivateOwner',
  'updateKey',
  'disableKey',
  'enableKey',
  'deleteKey',
  'restoreKey',
  'revokeKey',
  'endKeySession',
  'updateManagedKey',
  'pauseRotation',
  'resumeRotation',
  'resetKeyLimit',
] as const;
/** Writes of the rotation function, which has its own tests. */
const COMMANDS = ['manageKey', 'unmanageKey', 'rotateKey', 'replaceManagedKey', 'rollBackKey'] as const;
/** Writes that issue another key, or add credits, at each retry. */
const ISSUES = ['createKey', 'renewKey', 'replaceKey', 'addKeyCredits'] as const;
const WRITES = [...BLIND, ...ISSUES, ...STEPS] as const;
const READS = [
  'listTenants',
  'showTenant',
  'listOwners',
  'showOwner',
  'listKeys',
  'findKey',
  'showKey',
  'showTenantAlarms',
  'listKeySessions',
  'showKeyLimits',
  'showOwnerLimits',
  'showTenantLimits',
  'listAuditLinks',
  'showAuditChain',
  'listAuditEvents',
  'listManagedKeys',
  'listUpcomingRotations',
  'listPolicyViolations',
  'showManagedKey',
  'showRotations',
  'verify',
  'verifyBatch',
  'showKeyUsage',
  'showTenantUsage',
  'listAccessLog',
  'summarizeAccessLog',
  'summarizeKeyAccessLog',
  'reportSummary',
  'listKeyAccessLog',
  'reportDormant',
  'reportNeverUsed',
  'reportExpiring',
  'reportUnusedPermissions',
  'reportDeactivatedOwners',
] as const;

let api: ReturnType<typeof createAdminApi>;
let calls: Readonly<Record<AdminOperation, AdminCall>>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
  const { key, value } = await issue(api.deps, { limits: [rate(), credits()] });
  const disabled = await issue(api.deps, { boundBy: 'none' });
  const deleted = await issue(api.deps);
  const params = { tenant: 'acme', key: key.id };
  await api.done('disableKey', { params: { tenant: 'acme', key: disabled.key.id } });
  await api.done('deleteKey', { params: { tenant: 'acme', key: deleted.key.id } });
  await api.done('deactivateOwner', { params: { tenant: 'acme', owner: 'aud' } });
  const managed = await api.done('manageKey', { params: { tenant: 'acme' }, json: { owner: 'app' } });
  const paused = await api.done('manageKey', { params: { tenant: 'acme' }, json: { owner: 'app' } });
  await api.done('pauseRotation', { params: { tenant: 'acme', key: paused.key } });
  const ofManaged = { tenant: 'acme', key: managed.key };
  const session = await storeSession(api.deps, key);
  calls = {
    createTenant: { json: { id: 'beta' } },
    listTenants: {},
    testNotifications: {},
    mutePages: { json: { minutes: 1 } },
    unmutePages: {},
    showTenant: { params: { tenant: 'acme' } },
    updateTenant: { params: { tenant: 'acme' }, json: { maxKeyLifetimeDays: 90 } },
    suspendTenant: { params: { tenant: 'acme' } },
    resumeTenant: { params: { tenant: 'acme' } },
    createOwner: { params: { tenant: 'acme' }, json: { id: 'new', kind: 'application' } },
    listOwners: { params: { tenant: 'acme' } },
    showOwner: { params: { tenant: 'acme', owner: 'app' } },
    updateOwner: { params: { tenant: 'acme', owner: 'app' }, json: { name: 'App' } },
    deactivateOwner: { params: { tenant: 'acme', owner: 'dev' } },
    reactivateOwner: { params: { tenant: 'acme', owner: 'aud' } },
    createKey: { params: { tenant: 'acme' }, json: { owner: 'app' } },
    listKeys: { params: { tenant: 'acme' } },
    findKey: { params: { key: key.id } },
    showKey: { params },
    updateKey: { params, json: { name: 'nightly' } },
    disableKey: { params },
    enableKey: { params: { tenant: 'acme', key: disabled.key.id } },
    deleteKey: { params },
    restoreKey: { params: { tenant: 'acme', key: deleted.key.id } },
    renewKey: { params },
    replaceKey: { params },
    revokeKey: { params, json: { reason: 'compromised' } },
    revokeKeys: { params: { tenant: 'acme' }, json: { keys: [{ id: key.id }] } },
    showTenantAlarms: { params: { tenant: 'acme' } },
    showAuditChain: { params: { tenant: 'acme' } },
    listKeySessions: { params },
    endKeySession: { params: { ...params, session: session.id } },
    showKeyLimits: { params },
    showOwnerLimits: { params: { tenant: 'acme', owner: 'app' } },
    showTenantLimits: { params: { tenant: 'acme' } },
    resetKeyLimit: { params, json: { limit: 'requests' } },
    resetOwnerLimit: { params: { tenant: 'acme', owner: 'app' }, json: { limit: 'requests' } },
    resetTenantLimit: { params: { tenant: 'acme' }, json: { limit: 'requests' } },
    addKeyCredits: { params, json: { add: 10 } },
    addOwnerCredits: { params: { tenant: 'acme', owner: 'app' }, json: { add: 10 } },
    listAuditLinks: {},
    manageKey: { params: { tenant: 'acme' }, json: { owner: 'app' } },
    listManagedKeys: { params: { tenant: 'acme' } },
    listUpcomingRotations: { params: { tenant: 'acme' } },
    listPolicyViolations: { params: { tenant: 'acme' } },
    showManagedKey: { params: ofManaged },
    showRotations: { params: ofManaged },
    updateManagedKey: { params: ofManaged, json: { retireWhenUnused: true } },
    unmanageKey: { params: ofManaged },
    rotateKey: { params: ofManaged },
    replaceManagedKey: { params: ofManaged },
    rollBackKey: { params: ofManaged },
    pauseRotation: { params: ofManaged },
    resumeRotation: { params: { tenant: 'acme', key: paused.key } },
    listAuditEvents: { params: { tenant: 'acme' } },
    verify: { params: { tenant: 'acme' }, json: { value } },
    verifyBatch: { params: { tenant: 'acme' }, json: { values: [{ value }] } },
    showKeyUsage: { params },
    showTenantUsage: { params: { tenant: 'acme' } },
    listAccessLog: { params: { tenant: 'acme' } },
    summarizeAccessLog: { params: { tenant: 'acme' } },
    summarizeKeyAccessLog: { params },
    reportSummary: { params: { tenant: 'acme' } },
    listKeyAccessLog: { params },
    reportDormant: { params: { tenant: 'acme' } },
    reportNeverUsed: { params: { tenant: 'acme' } },
    reportExpiring: { params: { tenant: 'acme' } },
    reportUnusedPermissions: { params: { tenant: 'acme' } },
    reportDeactivatedOwners: { params: { tenant: 'acme' } },
  };
});

function unavailable(): never {
  throw new UnavailableError('the key table does not respond', { cause: new Error('ETIMEDOUT') });
}

async function expectUnavailable(operation: AdminOperation): Promise<void> {
  const reply = await api.call(operation, calls[operation]);
  expect(reply).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
  expect(JSON.parse(reply.body)).toMatchObject({ code: 'unavailable' });
}

it.each([...READS, ...ISSUES, ...STEPS, ...COMMANDS] as const)(
  '%s returns 503 and writes nothing if the table cannot be read',
  async (operation) => {
    const before = api.store.dump();
    api.faults.beforeRead = unavailable;
    await expectUnavailable(operation);
    expect(api.store.dump()).toBe(before);
  },
);

it.each(WRITES)('%s returns 503 after a failed write, and succeeds when repeated', async (operation) => {
  const before = api.store.dump();
  api.faults.beforeCommit = unavailable;
  await expectUnavailable(operation);
  expect(api.store.dump()).toBe(before);

  api.faults.beforeCommit = undefined;
  await api.done(operation, calls[operation]);
  expect(api.store.dump()).not.toBe(before);
});

it.each(STEPS)(
  '%s returns 503 after a lost response, and returns the result when repeated',
  async (operation) => {
    api.faults.afterCommit = unavailable;
    await expectUnavailable(operation);
    api.faults.afterCommit = undefined;
    const repeated = await api.done(operation, calls[operation]);
    expect(await api.done(operation, calls[operation])).toEqual(repeated);
  },
);

it.each(BLIND)('%s returns 503 after a lost response, and a conflict when repeated', async (operation) => {
  api.faults.afterCommit = unavailable;
  await expectUnavailable(operation);
  api.faults.afterCommit = undefined;
  const before = api.store.dump();
  expect(await api.rejected(operation, calls[operation])).toMatchObject({ code: 'already-exists' });
  expect(api.store.dump()).toBe(before);
});

it('shows a key whose value was lost, and allows its revocation', async () => {
  api.faults.afterCommit = unavailable;
  await expectUnavailable('createKey');
  api.faults.afterCommit = undefined;
  const { items } = await api.done('listKeys', { params: { tenant: 'acme' } });
  expect(items).toHaveLength(6);
  for (const { id } of items) {
    expect(await api.done('revokeKey', { params: { tenant: 'acme', key: id } })).toMatchObject({
      status: 'revoked',
    });
  }
});

it('logs one line for a failure without request data', async () => {
  api.faults.beforeRead = unavailable;
  await expectUnavailable('verify');
  expect(api.logged.map((line) => JSON.parse(line))).toEqual([
    {
      postern: 'failure',
      error: 'UnavailableError',
      cause: 'Error',
      route: 'POST /admin/v1/tenants/{tenant}/verify',
      requestId: 'EXAMPLErequestId=',
    },
  ]);
});

it('returns 503 for a write with repeated version conflicts after limited retries', async () => {
  const { key } = await issue(api.deps);
  let isInside = false;
  let overtaken = 0;
  api.faults.beforeCommit = async () => {
    if (isInside) return;
    isInside = true;
    overtaken += 1;
    await api.done('updateKey', { params: { tenant: 'acme', key: key.id }, json: { name: `n${overtaken}` } });
    isInside = false;
  };
  const reply = await api.call('disableKey', { params: { tenant: 'acme', key: key.id } });
  expect(reply).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
  expect(overtaken).toBeLessThanOrEqual(100);
  expect(await api.store.readKey(key.id)).toMatchObject({ status: 'active', name: `n${overtaken}` });
});
