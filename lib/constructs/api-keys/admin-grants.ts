import { Annotations, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, User } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ADMIN_OPERATIONS, type AdminOperation, adminRoutes } from '../../contracts/http/admin.ts';
import { mayCall, type RoleRules } from '../../contracts/http/role-permissions.ts';
import type { Route } from '../../contracts/http/route.ts';
import { TENANT_ID } from '../../core/identifiers.ts';
import { ROLES, type Role } from '../../core/owners/owner.ts';

export interface AdminGrants {
  /** IDs of the permitted tenants. `'all'` includes future tenants and the routes that belong to no tenant. */
  readonly tenants: readonly string[] | 'all';
  /**
   * `app-admin`: all operations. `developer`: reads, and all operations on keys. `auditor`: reads. The profile limits
   * developers and auditors: `keyReaders` can read keys, and `keyManagers` can manage them.
   */
  readonly role: Role;
}

/** A role that may call all routes of a method below this path gets one pattern. */
const BELOW_TENANT = '/admin/v1/tenants/{tenant}/';

/** Allows a grantee to call exactly the admin routes of its tenants and its role. */
export function grantAdminRoutes(
  grantee: IGrantable,
  api: { readonly scope: IConstruct; readonly id: string },
  rights: AdminGrants,
  rules: RoleRules,
): Grant {
  const arn = (resourceName: string) =>
    Stack.of(api.scope).formatArn({ service: 'execute-api', resource: api.id, resourceName });
  const patterns = callablePatterns(rights, rules);
  warnOfPolicySize(grantee, api.scope, patterns);
  return Grant.addToPrincipal({
    grantee,
    actions: ['execute-api:Invoke'],
    resourceArns: patterns.map((pattern) => arn(`$default/${pattern}`)),
  });
}

/** Maximum size of the inline policies in IAM, in characters. */
const POLICY_CHARACTERS = { user: 2048, role: 10_240 } as const;
/** The ARN of an API, with the quotes and the comma of a policy. */
const ARN_CHARACTERS = '"arn:aws:execute-api:ap-southeast-1:111122223333:a1b2c3d4e5/$default/",'.length;

function warnOfPolicySize(grantee: IGrantable, scope: IConstruct, patterns: readonly string[]): void {
  const kind = grantee instanceof User ? 'user' : 'role';
  const characters = patterns.reduce((total, pattern) => total + ARN_CHARACTERS + pattern.length, 0);
  if (characters <= POLICY_CHARACTERS[kind]) return;
  Annotations.of(scope).addWarningV2(
    'postern:admin-policy-size',
    `the tenants of grantAdmin() need ${characters} characters of IAM policy; the inline policies of a ${kind} have at ` +
      `most ${POLICY_CHARACTERS[kind]}. Use tenants: 'all', or one ${kind} for each group of tenants`,
  );
}

/**
 * The permitted routes as IAM patterns, such as `GET/admin/v1/tenants/acme/keys/*`. In IAM, `*` also matches `/`. It
 * therefore replaces whole path segments only, and follows the tenant if tenants are named.
 */
function callablePatterns({ tenants, role }: AdminGrants, rules: RoleRules): string[] {
  if (!ROLES.includes(role)) throw new Error(`Invalid role '${role}'. Use one of: ${ROLES.join(', ')}.`);
  const callable = ADMIN_OPERATIONS.filter((operation) => mayCall(role, operation, rules));
  const patterns = callable
    .flatMap((operation) => {
      const { method } = adminRoutes[operation];
      return pathsFor(tenants, pathOf(operation, callable)).map((path) => method + path);
    })
    .map((pattern) => pattern.replaceAll(/\{[^}]+\}/g, '*'));
  const denied = ADMIN_OPERATIONS.filter((operation) => !callable.includes(operation)).map((operation) => {
    const { method, path }: Route = adminRoutes[operation];
    return method + path;
  });
  // `GET/admin/v1/tenants/*` also matches the keys, so a role that cannot read keys does not get it.
  return smallest(
    [...new Set([...patterns, ...sharedActions(patterns)])].filter(
      (pattern) => !denied.some((route) => reaches(pattern, route)),
    ),
  );
}

// `keys/*revoke` for `keys/revoke` and `keys/*/revoke`: one pattern for an action on one resource and on several.
function sharedActions(patterns: readonly string[]): string[] {
  const action = /\/([^/*]+)$/;
  return patterns
    .filter((pattern) => patterns.includes(pattern.replace(action, '/*/$1')))
    .map((pattern) => pattern.replace(action, '/*$1'));
}

/** The patterns that no other pattern covers. */
function smallest(patterns: readonly string[]): string[] {
  return patterns.filter(
    (pattern) => !patterns.some((other) => other !== pattern && reaches(other, pattern)),
  );
}

/** Whether an IAM pattern covers a route. Its `*` also matches `/`. */
function reaches(pattern: string, route: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0 || !route.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = route.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = rest.at(-1) ?? '';
  return route.length - last.length >= at && route.endsWith(last);
}

/**
 * The path of a route, shortened to one pattern for all paths below a tenant or below one resource of it. The pattern is
 * used if the role may call all of these routes, because the policies of an IAM user are limited to 2 KB.
 */
function pathOf(operation: AdminOperation, callable: readonly AdminOperation[]): string {
  const { method, path }: Route = adminRoutes[operation];
  if (!path.startsWith(BELOW_TENANT)) return path;
  const [kind = '', id = ''] = path.slice(BELOW_TENANT.length).split('/');
  const scope = [BELOW_TENANT, `${BELOW_TENANT}${kind}/${id}/`].find((each) => {
    const sameMethod = ADMIN_OPERATIONS.filter((other) => {
      const route: Route = adminRoutes[other];
      return route.method === method && route.path.startsWith(each);
    });
    return (
      path.startsWith(each) && sameMethod.length > 1 && sameMethod.every((other) => callable.includes(other))
    );
  });
  return scope === undefined ? path : `${scope}*`;
}

function pathsFor(tenants: AdminGrants['tenants'], path: string): string[] {
  if (tenants === 'all') return [path];
  if (tenants.length === 0)
    throw new Error("Missing tenants: the list is empty. Name tenant IDs, or use 'all'.");
  if (!path.includes('{tenant}')) return [];
  return tenants.map((tenant) => path.replace('{tenant}', checkedTenant(tenant)));
}

function checkedTenant(tenant: string): string {
  if (TENANT_ID.test(tenant)) return tenant;
  throw new Error(
    `Invalid tenant '${tenant}'. Use one DNS label: a-z, 0-9 and inner -, at most 63 characters.`,
  );
}
