import { Template } from 'aws-cdk-lib/assertions';
import { Role as IamRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { AdminGrants } from '../../../lib/constructs/api-keys/admin-grants.ts';
import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import { ROLES, type Role } from '../../../lib/core/owners/owner.ts';
import { appWithKeys } from '../../support/app-with-keys.ts';
import { statementsOfRole } from '../../support/role-statements.ts';

/** The permitted operations of each role, as an independent list: a new route must be added here. */
const MAY_CALL = {
  createTenant: ['app-admin'],
  testNotifications: ['app-admin'],
  mutePages: ['app-admin'],
  unmutePages: ['app-admin'],
  listTenants: ['app-admin', 'developer', 'auditor'],
  showTenant: ['app-admin', 'developer', 'auditor'],
  updateTenant: ['app-admin'],
  suspendTenant: ['app-admin'],
  resumeTenant: ['app-admin'],
  createOwner: ['app-admin'],
  listOwners: ['app-admin', 'developer', 'auditor'],
  showOwner: ['app-admin', 'developer', 'auditor'],
  updateOwner: ['app-admin'],
  deactivateOwner: ['app-admin'],
  reactivateOwner: ['app-admin'],
  createKey: ['app-admin', 'developer'],
  listKeys: ['app-admin', 'developer', 'auditor'],
  findKey: ['app-admin', 'developer', 'auditor'],
  showKey: ['app-admin', 'developer', 'auditor'],
  updateKey: ['app-admin', 'developer'],
  disableKey: ['app-admin', 'developer'],
  enableKey: ['app-admin', 'developer'],
  deleteKey: ['app-admin', 'developer'],
  restoreKey: ['app-admin'],
  renewKey: ['app-admin', 'developer'],
  replaceKey: ['app-admin', 'developer'],
  revokeKey: ['app-admin', 'developer'],
  revokeKeys: ['app-admin', 'developer'],
  showTenantAlarms: ['app-admin', 'developer', 'auditor'],
  showAuditChain: ['app-admin', 'developer', 'auditor'],
  listKeySessions: ['app-admin', 'developer', 'auditor'],
  endKeySession: ['app-admin', 'developer'],
  showKeyLimits: ['app-admin', 'developer', 'auditor'],
  showOwnerLimits: ['app-admin', 'developer', 'auditor'],
  showTenantLimits: ['app-admin', 'developer', 'auditor'],
  resetKeyLimit: ['app-admin'],
  addKeyCredits: ['app-admin'],
  resetOwnerLimit: ['app-admin'],
  addOwnerCredits: ['app-admin'],
  resetTenantLimit: ['app-admin'],
  listAuditLinks: ['app-admin', 'developer', 'auditor'],
  manageKey: ['app-admin', 'developer'],
  listManagedKeys: ['app-admin', 'developer', 'auditor'],
  listUpcomingRotations: ['app-admin', 'developer', 'auditor'],
  listPolicyViolations: ['app-admin', 'developer', 'auditor'],
  showManagedKey: ['app-admin', 'developer', 'auditor'],
  showRotations: ['app-admin', 'developer', 'auditor'],
  updateManagedKey: ['app-admin', 'developer'],
  unmanageKey: ['app-admin', 'developer'],
  rotateKey: ['app-admin', 'developer'],
  replaceManagedKey: ['app-admin', 'developer'],
  rollBackKey: ['app-admin', 'developer'],
  pauseRotation: ['app-admin', 'developer'],
  resumeRotation: ['app-admin', 'developer'],
  listAuditEvents: ['app-admin', 'developer', 'auditor'],
  verify: ['app-admin', 'developer'],
  verifyBatch: ['app-admin', 'developer'],
  showKeyUsage: ['app-admin', 'developer', 'auditor'],
  showTenantUsage: ['app-admin', 'developer', 'auditor'],
  listAccessLog: ['app-admin', 'developer', 'auditor'],
  summarizeAccessLog: ['app-admin', 'developer', 'auditor'],
  summarizeKeyAccessLog: ['app-admin', 'developer', 'auditor'],
  reportSummary: ['app-admin', 'developer', 'auditor'],
  listKeyAccessLog: ['app-admin', 'developer', 'auditor'],
  reportDormant: ['app-admin', 'developer', 'auditor'],
  reportNeverUsed: ['app-admin', 'developer', 'auditor'],
  reportExpiring: ['app-admin', 'developer', 'auditor'],
  reportUnusedPermissions: ['app-admin', 'developer', 'auditor'],
  reportDeactivatedOwners: ['app-admin', 'developer', 'auditor'],
} as const satisfies Record<AdminOperation, readonly Role[]>;
const ROLES_BY_OPERATION = new Map<string, readonly Role[]>(Object.entries(MAY_CALL));
const ABOVE_TENANTS = [
  'createTenant',
  'listTenants',
  'findKey',
  'listAuditLinks',
  'testNotifications',
  'mutePages',
  'unmutePages',
];

const TENANTS = ['acme', 'acme-2', 'acm', 'other', 'keys', 'managed-keys', 'tenants'];
/** IDs of owners and keys that are equal to path segments. */
const MISLEADING_IDS = [
  'me',
  'keys',
  'owners',
  'verify',

  'deactivate',
  'disable',
  'sessions',
  'restore',
  'audit',
  'managed-keys',
  'rotate',
  'plan',
];

/** The IAM limit of the inline policies of a user, in characters without whitespace. */
const USER_LIMIT = 2048;

/** A resource as resolved by CloudFormation. Values that are known only at deployment are `?`. */
const resource = z
  .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })
  .transform((value) => value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '?')).join(''));

/** The operations of profiles that limit reads of keys (MB-01) or their management (MS-11, MK-14) to app-admins. */
const NOT_OF_KEYS = [
  'listTenants',
  'showTenant',
  'listOwners',
  'showOwner',
  'showOwnerLimits',
  'showAuditChain',
  'listAuditLinks',
];
const MANAGED_BY_ADMINS = Object.entries(MAY_CALL)
  .filter(
    ([operation, roles]) => !roles.some((role) => role === 'auditor') && !operation.startsWith('verify'),
  )
  .map(([operation]) => operation);

function isAllowed(profile: string | undefined, role: Role, operation: string): boolean {
  if (role !== 'app-admin' && profile === 'mindbridge') return NOT_OF_KEYS.includes(operation);
  if (role !== 'app-admin' && profile === 'mindset' && MANAGED_BY_ADMINS.includes(operation)) return false;
  return ROLES_BY_OPERATION.get(operation)?.includes(role) ?? false;
}

function grantedPatterns(rights: AdminGrants, profile?: string): readonly string[] {
  const { keys, stack } = appWithKeys(undefined, { profile });
  const grantee = new IamRole(stack, 'Grantee', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  keys.grantAdmin(grantee, rights);
  const template = Template.fromStack(stack);
  const [roleId = ''] = Object.keys(template.findResources('AWS::IAM::Role'));
  const [statement, ...others] = statementsOfRole(template, roleId);
  expect(others).toEqual([]);
  expect(statement?.Action).toEqual(['execute-api:Invoke']);
  return z.array(resource).parse([statement?.Resource].flat());
}

/** Matches like IAM: `*` also matches `/`. */
function isGranted(patterns: readonly string[], request: string): boolean {
  return patterns.some((pattern) => {
    const literal = pattern.replaceAll(/[.?$]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${literal}$`).test(request);
  });
}

/** The IDs of owners, keys and sessions in a path. */
const IDS = /\{owner\}|\{key\}|\{session\}/g;

/** The requests to a route for a tenant, with every ID that a pattern could mistake for a path segment. */
function requestsTo({ method, path }: Route, tenant: string, ids = MISLEADING_IDS): readonly string[] {
  return ids.map((id) => {
    const requested = path.replace('{tenant}', tenant).replaceAll(IDS, id);
    return `arn:?:execute-api:?:?:?/$default/${method}${requested}`;
  });
}

describe('grantAdmin', () => {
  const tenantsCases: AdminGrants['tenants'][] = ['all', ['acme'], ['acme', 'other'], ['keys']];
  const profiles = [undefined, 'mindset', 'mindbridge'];
  const cases = ROLES.flatMap((role) =>
    tenantsCases.flatMap((tenants) => profiles.map((profile) => ({ role, tenants, profile }))),
  );
  it.each(cases)(
    'allows $role of $tenants to call exactly the routes of that role and those tenants ($profile)',
    ({ profile, ...rights }) => {
      const patterns = grantedPatterns(rights, profile);
      // `tenants/*/owners` would reach a key named `owners`; IDs are generated and are longer.
      const ids = profile === 'mindbridge' && rights.tenants === 'all' ? ['3fKq81ZbTn0x'] : MISLEADING_IDS;
      for (const [operation, route] of Object.entries(adminRoutes)) {
        for (const tenant of TENANTS) {
          const inReach =
            rights.tenants === 'all' ||
            (rights.tenants.includes(tenant) && !ABOVE_TENANTS.includes(operation));
          const expected = inReach && isAllowed(profile, rights.role, operation);
          // No pattern matches every tenant without its keys. Such a role lists tenants instead.
          if (
            expected &&
            operation === 'showTenant' &&
            rights.tenants === 'all' &&
            profile === 'mindbridge' &&
            rights.role !== 'app-admin'
          )
            continue;
          for (const request of requestsTo(route, tenant, ids)) {
            expect(isGranted(patterns, request), request).toBe(expected);
          }
        }
      }
    },
  );

  it('grants only admin routes', () => {
    const patterns = grantedPatterns({ tenants: 'all', role: 'app-admin' });
    const api = 'arn:?:execute-api:?:?:?';
    expect(isGranted(patterns, `${api}/$default/GET/ping`)).toBe(false);
    expect(isGranted(patterns, `${api}/$default/DELETE/admin/v1/tenants/acme`)).toBe(false);
    expect(isGranted(patterns, `${api}/other-stage/GET/admin/v1/tenants`)).toBe(false);
  });

  it.each(
    ROLES.flatMap((role) => [
      { role, tenants: 'all' as const },
      { role, tenants: ['acme'] },
    ]),
  )('fits the permissions of $role of $tenants into the inline policies of an IAM user', (rights) => {
    const api = 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdefghij';
    const Resource = grantedPatterns(rights).map((each) => each.replace('arn:?:execute-api:?:?:?', api));
    const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource }];
    expect(JSON.stringify({ Version: '2012-10-17', Statement }).length).toBeLessThan(USER_LIMIT);
  });

  it.each(['acme*', '*', 'ACME', 'acme/keys', '', '-acme', 'a'.repeat(64)])(
    'rejects the invalid tenant %j',
    (tenant) => {
      expect(() => grantedPatterns({ tenants: [tenant], role: 'auditor' })).toThrow(
        /Invalid tenant .*Use one DNS label/,
      );
    },
  );

  it('rejects an empty list of tenants, with the next step', () => {
    expect(() => grantedPatterns({ tenants: [], role: 'auditor' })).toThrow("use 'all'");
  });
});
