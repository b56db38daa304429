import { viewAuditLink } from '../../../lambdas/control-api/views.ts';
import type { AdminResponse } from '../../../lib/api-client/admin-client.ts';
import type { WireResponse } from '../../../lib/api-client/transport.ts';
import { PROBLEMS, type Problem, type ProblemCode } from '../../../lib/contracts/http/problem.ts';
import { chainedEvent, nextLink } from '../../../lib/core/audit/chain/link.ts';
import type { AuditEvent } from '../../../lib/core/audit/event.ts';
import { KEY_DEFAULTS, OWNER_DEFAULTS } from '../../../scripts/samples/defaults.ts';

const createdAt = '2027-01-31T12:00:00.000Z';

export const tenant: AdminResponse<'showTenant'> = {
  id: 'acme',
  name: 'Acme',
  maxKeyLifetimeDays: null,
  maxValueAgeDays: null,
  rotationFreeze: null,
  status: 'active',
  createdAt,
  version: 3,
};

export const owner: AdminResponse<'showOwner'> = {
  tenant: 'acme',
  id: 'team:a',
  uuid: '5b0d3c4e-2f61-8a7b-9c1d-0e2f4a6b8c0d',
  kind: 'application',
  name: null,
  role: null,
  ...OWNER_DEFAULTS,
  signedIn: false,
  status: 'active',
  createdAt,
  version: 3,
};

export const key: AdminResponse<'updateKey'> = {
  id: '0Ab1Cd2Ef3Gh',
  tenant: 'acme',
  owner: 'team:a',
  boundBy: 'owner',
  name: 'deploy',
  environment: 'live',
  permissions: ['read', 'write'],
  status: 'active',
  createdAt,
  createdBy: 'arn:aws:iam::000000000000:user/admin',
  expiresAt: null,
  metadata: { plan: 'free' },
  hint: 'pst_live_0Ab1Cd2Ef3Gh…',
  ...KEY_DEFAULTS,
  lastUsedAt: null,
  version: 3,
};

export const session: AdminResponse<'endKeySession'> = {
  id: '7Xw2mPq0RtYb4c',
  tenant: 'acme',
  key: key.id,
  owner: key.owner,
  user: 'visitor-1',
  permissions: ['read'],
  status: 'active',
  createdAt,
  expiresAt: '2027-01-31T13:00:00.000Z',
  endedAt: null,
  version: 3,
};

export const budgets: AdminResponse<'showKeyLimits'> = {
  budgets: [
    {
      scope: 'key',
      limit: { name: 'credits', kind: 'credits', onFailure: 'deny', max: 1000, refill: null },
      used: 30,
      remaining: 970,
      resetAt: null,
    },
  ],
};

export const keyWithDescendants: AdminResponse<'showKey'> = { ...key, successors: [], children: [] };

export const managedKey: AdminResponse<'updateManagedKey'> = {
  key: key.id,
  tenant: 'acme',
  secretArn: `arn:aws:secretsmanager:us-east-1:123456789012:secret:postern/local/${key.id}-AbCdEf`,
  stack: null,
  schedule: 'postern',
  rotateEverySeconds: 7_776_000,
  nextRotationAt: '2027-04-25T12:00:00.000Z',
  consumerCacheSeconds: 3600,
  overlapSeconds: 86_400,
  retireWhenUnused: false,
  retireDeadlineSeconds: 604_800,
  windows: ['tue,thu 02:00-05:00'],
  readers: ['arn:aws:iam::123456789012:role/payments'],
  paused: false,
  currentValueSince: createdAt,
  rotation: null,
  lastRotation: null,
  blocked: null,
  version: 3,
};

export const listedManagedKey: AdminResponse<'listManagedKeys'>['items'][number] = {
  ...managedKey,
  name: key.name,
  owner: key.owner,
  status: 'active',
  expiresAt: null,
};

export const managedKeyStanding: AdminResponse<'showManagedKey'> = {
  ...listedManagedKey,
  statusMessages: [
    'The next rotation is due at 2027-04-25T12:00:00.000Z, and starts in one of its maintenance windows.',
  ],
  otherActiveValues: [
    {
      generation: 1,
      endsAt: '2027-03-02T12:00:00.000Z',
      lastUsedAt: createdAt,
      lastUse: { at: createdAt, sourceAddress: '203.0.113.7', userAgent: 'curl/8.5.0', route: 'GET /orders' },
    },
  ],
  violations: [{ policy: 'max-value-age', limitDays: 90, since: createdAt }],
};

export const rotationDone: AdminResponse<'rotateKey'> = {
  key: key.id,
  secretArn: managedKey.secretArn,
  propagatedBy: '2027-01-31T13:01:00.000Z',
};

export const auditEvent: AdminResponse<'listAuditEvents'>['items'][number] = {
  id: '00112233445566778899aabbccddeeff',
  tenant: 'acme',
  at: createdAt,
  action: 'key.updated',
  subject: { kind: 'key', id: key.id },
  actor: { id: 'arn:aws:sts::000000000000:assumed-role/Ops/ann', kind: 'iam', name: 'ann' },
  sourceAddress: '192.0.2.1',
  before: { name: null },
  after: { name: 'deploy' },
};

/** The first link of a chain, which contains that event. */
export const auditLink: AdminResponse<'listAuditLinks'>['items'][number] = viewAuditLink(
  nextLink(undefined, [chainedEvent(auditEventOf(auditEvent), null)], {
    nowMs: Date.parse(createdAt),
    retentionDays: 400,
  }),
);

function auditEventOf({ at, actor, sourceAddress, ...event }: typeof auditEvent): AuditEvent {
  return { ...event, atMs: Date.parse(at), caller: { id: actor.id, sourceAddress } };
}

/** The problem details of a code, as the admin API returns them. */
export function problemResponse(
  code: ProblemCode,
  more: Pick<Problem, 'detail' | 'issues' | 'key'> = {},
): WireResponse {
  const { status, title } = PROBLEMS[code];
  return { status, text: JSON.stringify({ type: 'about:blank', title, status, code, ...more }) };
}

export const delivery: AdminResponse<'reportDormant'>['delivery'] = {
  state: 'healthy',
  since: '2026-12-01T00:00:00.000Z',
  through: '2027-01-31T11:45:00.000Z',
};

const days: AdminResponse<'showTenantUsage'>['days'] = [
  { day: '2027-01-30', counts: { allowed: 30, expired: 2 } },
  { day: '2027-01-31', counts: { allowed: 60 } },
];

export const tenantUsage: AdminResponse<'showTenantUsage'> = { tenant: 'acme', days, delivery };

const usedAt = '2027-01-31T11:40:00.000Z';

export const keyUsage: AdminResponse<'showKeyUsage'> = {
  tenant: 'acme',
  key: key.id,
  trackedSince: key.createdAt,
  lastUsedAt: usedAt,
  credentials: [{ generation: 1, lastUsedAt: usedAt }],
  permissions: [{ permission: 'read', lastUsedAt: usedAt }],
  days,
  delivery,
};

export const entry: AdminResponse<'listAccessLog'>['items'][number] = {
  at: usedAt,
  key: key.id,
  outcome: 'allowed',
  via: 'authorizer',
  method: 'GET',
  route: '/orders/{id}',
  requestId: 'JKJaXmPLvHcESHA=',
  sourceAddress: '203.0.113.7',
  userAgent: 'curl/8.5.0',
  permission: 'read',
  generation: 1,
};

export const accessLogSummary: AdminResponse<'summarizeAccessLog'> = {
  since: '2027-01-30T12:00:00.000Z',
  hours: [{ hour: '2027-01-31T11:00:00.000Z', counts: { expired: 3, revoked: 1 } }],
  keys: [{ key: key.id, name: 'Nightly build', denied: 4 }],
  addresses: [{ sourceAddress: '203.0.113.9', allowed: 2, denied: 4, lastAt: createdAt }],
  sampled: true,
};

export const keyCounts: AdminResponse<'reportSummary'> = {
  expiringIn1Day: 1,
  expiringIn7Days: 2,
  expiringIn30Days: 17,
  expiringUnrotated: 1,
  dormant: 23,
  neverUsed: null,
};
