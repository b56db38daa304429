import type { AdminResponse } from '../../../lib/api-client/admin-client.ts';
import type { Transport, WireRequest, WireResponse } from '../../../lib/api-client/transport.ts';
import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import {
  accessLogSummary,
  auditEvent,
  auditLink,
  budgets,
  delivery,
  entry,
  key,
  keyCounts,
  keyUsage,
  keyWithDescendants,
  listedManagedKey,
  managedKey,
  managedKeyStanding,
  owner,
  rotationDone,
  session,
  tenant,
  tenantUsage,
} from '../../api-client/support/responses.ts';

type Answers = { readonly [Operation in AdminOperation]: AdminResponse<Operation> };

export const VALUE = 'pst_live_0Ab1Cd2Ef3GhSecretSecretSecretSecretAbCdEf';

/** The successful responses of the admin API. */
export const ANSWERS: Answers = {
  createTenant: tenant,
  listTenants: { items: [tenant], next: null },
  showTenant: tenant,
  updateTenant: tenant,
  suspendTenant: { ...tenant, status: 'suspended' },
  resumeTenant: tenant,
  createOwner: owner,
  listOwners: { items: [owner], next: null },
  showOwner: owner,
  updateOwner: owner,
  deactivateOwner: { ...owner, status: 'deactivated' },
  reactivateOwner: owner,
  createKey: { ...key, value: VALUE },
  listKeys: { items: [key], next: null },
  findKey: keyWithDescendants,
  showKey: keyWithDescendants,
  updateKey: key,
  disableKey: { ...key, status: 'disabled' },
  enableKey: key,
  deleteKey: {
    ...key,
    status: 'deleted',
    deletion: { at: key.createdAt, by: 'arn:aws:iam::000000000000:user/admin' },
  },
  restoreKey: key,
  renewKey: { ...key, value: VALUE },
  replaceKey: { ...key, value: VALUE, cascade: 'complete' },
  revokeKey: {
    ...key,
    status: 'revoked',
    revocation: {
      at: key.createdAt,
      by: 'arn:aws:iam::000000000000:user/admin',
      reason: 'compromised',
      endSessions: true,
    },
    cascade: 'complete',
  },
  revokeKeys: { results: [{ id: key.id, problem: null, cascade: null }] },
  showTenantAlarms: {
    items: [
      {
        name: 'keys-expiring',
        since: tenant.createdAt,
        summary: 'Keys expire within 7 days and are not rotated.',
        cause: 'Keys that expire within 7 days and are not rotated: 2',
        runbook: 'docs/runbooks/keys-expiring.md',
      },
    ],
  },
  showAuditChain: {
    state: 'intact',
    since: tenant.createdAt,
    linkedThrough: tenant.createdAt,
    newestLinkAt: tenant.createdAt,
    verifiedSince: tenant.createdAt,
    verifiedLinks: 7,
    verifiedAt: tenant.createdAt,
    faults: [],
  },
  listKeySessions: { items: [session], next: null },
  endKeySession: { ...session, endedAt: session.createdAt },
  showKeyLimits: budgets,
  resetKeyLimit: budgets,
  addKeyCredits: budgets,
  showOwnerLimits: budgets,
  resetOwnerLimit: budgets,
  addOwnerCredits: budgets,
  showTenantLimits: { budgets: [] },
  resetTenantLimit: budgets,
  listAuditLinks: { items: [auditLink], next: null, archived: false, beginning: null },
  manageKey: managedKey,
  listManagedKeys: { items: [listedManagedKey], next: null },
  listUpcomingRotations: {
    items: [
      {
        key: key.id,
        name: key.name,
        secretArn: managedKey.secretArn,
        at: '2027-04-27T02:00:00.000Z',
        reason: 'window',
      },
    ],
    next: null,
  },
  listPolicyViolations: {
    items: [{ key: key.id, violations: managedKeyStanding.violations }],
    next: null,
  },
  showManagedKey: managedKeyStanding,
  showRotations: {
    items: [
      {
        kind: 'standard',
        startedAt: key.createdAt,
        endedAt: '2027-01-31T12:00:02.000Z',
        outcome: 'finished',
        steps: [{ step: 'started', at: key.createdAt, by: 'engine:sweep', reason: null }],
      },
    ],
  },
  updateManagedKey: managedKey,
  unmanageKey: { key: key.id, secretArn: managedKey.secretArn },
  rotateKey: rotationDone,
  replaceManagedKey: { ...rotationDone, cascade: 'complete' },
  rollBackKey: rotationDone,
  pauseRotation: { ...managedKey, paused: true },
  resumeRotation: managedKey,
  listAuditEvents: { items: [auditEvent], next: null },
  verify: { outcome: 'allowed', key, permissions: ['read'] },
  verifyBatch: { decisions: [{ outcome: 'allowed', key, permissions: ['read'] }] },
  showKeyUsage: keyUsage,
  showTenantUsage: tenantUsage,
  summarizeAccessLog: accessLogSummary,
  summarizeKeyAccessLog: accessLogSummary,
  reportSummary: keyCounts,
  listAccessLog: { items: [entry], next: null, sampled: true },
  listKeyAccessLog: { items: [entry], next: null, sampled: true },
  reportDormant: { items: [{ key, use: 'unused' }], next: null, delivery },
  reportNeverUsed: { items: [{ key, use: 'undetermined' }], next: null, delivery },
  reportExpiring: { items: [{ key }], next: null, delivery },
  reportUnusedPermissions: {
    items: [{ key, permissions: [{ permission: 'read', lastUsedAt: null, use: 'unused' }] }],
    next: null,
    delivery,
  },
  testNotifications: { requestedAt: tenant.createdAt },
  mutePages: { until: tenant.createdAt },
  unmutePages: { requestedAt: tenant.createdAt },
  reportDeactivatedOwners: { items: [{ owner, keys: [key], hasMore: false }], next: null, delivery },
};

/** A call as the API gets it. */
export interface Call {
  readonly operation: string;
  readonly path: string;
  readonly query: WireRequest['query'];
  readonly ifMatch: string | undefined;
  /** As the server reads it. */
  readonly body: unknown;
}

/** The admin API of the contracts. `answers` replace its successful responses. */
export function fakeApi(answers: Partial<Answers> = {}): { transport: Transport; calls: Call[] } {
  const calls: Call[] = [];
  const transport: Transport = async ({ method, path, query, body, ifMatch }): Promise<WireResponse> => {
    for (const [operation, route] of Object.entries<Route>(adminRoutes)) {
      if (route.method !== method || !matches(route.path, path)) continue;
      const read = route.body.parse(body === undefined ? undefined : JSON.parse(body));
      calls.push({ operation, path, query, ifMatch, body: read });
      const found = Object.entries({ ...ANSWERS, ...answers }).find(([name]) => name === operation);
      return { status: route.response.status, text: JSON.stringify(found?.[1]) };
    }
    throw new Error(`no route for ${method} ${path}`);
  };
  return { transport, calls };
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
