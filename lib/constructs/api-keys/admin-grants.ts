import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ADMIN_OPERATIONS, type AdminOperation, adminRoutes } from '../../contracts/http/admin.ts';
import { mayCall, type RoleRules } from '../../contracts/http/role-permissions.ts';
import type { Route } from '../../contracts/http/route.ts';
import { TENANT_ID } from '../../core/identifiers.ts';
import { ROLES, type Role } from '../../core/owners/owner.ts';

export interface AdminGrants {
  /** The tenants whose data may be reached. `'all'` includes those to come, and the routes above a tenant. */
  readonly tenants: readonly string[] | 'all';
  /**
   * `app-admin`: everything; `developer`: reads, and everything on keys; `auditor`: reads. The profile bounds developers
   * and auditors: whether they read keys (`keyReaders`) and manage them (`keyManagers`).
   */
  readonly role: Role;
}

/** What a role can have as a whole, by one pattern a method. */
const BELOW_TENANT = '/admin/v1/tenants/{tenant}/';

/** Lets a grantee call the admin routes that its rights name, and no other. */
export function grantAdminRoutes(
  grantee: IGrantable,
  api: { readonly scope: IConstruct; readonly id: string },
  rights: AdminGrants,
  rules: RoleRules,
): Grant {
  const arn = (resourceName: string) =>
    Stack.of(api.scope).formatArn({ service: 'execute-api', resource: api.id, resourceName });
  return Grant.addToPrincipal({
    grantee,
    actions: ['execute-api:Invoke'],
    resourceArns: callablePatterns(rights, rules).map((pattern) => arn(`$default/${pattern}`)),
  });
}

/**
 * The routes of some rights as IAM patterns, `GET/admin/v1/tenants/acme/keys/*`. A `*` crosses `/`: it stands
 * for whole path segments only, after the tenant wherever tenants are named.
 */
function callablePatterns({ tenants, role }: AdminGrants, rules: RoleRules): string[] {
  if (!ROLES.includes(role)) throw new Error(`the role is '${role}'; allowed: ${ROLES.join(', ')}`);
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
  // Where a role may not read keys, `GET/admin/v1/tenants/*` would reach them: such a role lists tenants.
  return smallest(
    [...new Set(patterns)].filter((pattern) => !denied.some((route) => reaches(pattern, route))),
  );
}

/** The patterns that no other one covers. */
function smallest(patterns: readonly string[]): string[] {
  return patterns.filter(
    (pattern) => !patterns.some((other) => other !== pattern && reaches(other, pattern)),
  );
}

/** Whether a pattern of IAM, whose `*` crosses `/`, covers a route. */
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
 * The path of a route; all paths below a tenant at once, or below one thing in it, where a role may call every one of
 * that method, and there are several: a user of IAM holds 2 KB of rights.
 */
function pathOf(operation: AdminOperation, callable: readonly AdminOperation[]): string {
  const { method, path }: Route = adminRoutes[operation];
  if (!path.startsWith(BELOW_TENANT)) return path;
  const [kind = '', id = ''] = path.slice(BELOW_TENANT.length).split('/');
  const scope = [BELOW_TENANT, `${BELOW_TENANT}${kind}/${id}/`].find((each) => {
    const alike = ADMIN_OPERATIONS.filter((other) => {
      const route: Route = adminRoutes[other];
      return route.method === method && route.path.startsWith(each);
    });
    return path.startsWith(each) && alike.length > 1 && alike.every((other) => callable.includes(other));
  });
  return scope === undefined ? path : `${scope}*`;
}

function pathsFor(tenants: AdminGrants['tenants'], path: string): string[] {
  if (tenants === 'all') return [path];
  if (tenants.length === 0) throw new Error("no tenants are named; name some, or say 'all'");
  if (!path.includes('{tenant}')) return [];
  return tenants.map((tenant) => path.replace('{tenant}', tenantName(tenant)));
}

function tenantName(tenant: string): string {
  if (TENANT_ID.test(tenant)) return tenant;
  throw new Error(
    `'${tenant}' is no tenant; allowed is one DNS label: a-z, 0-9 and inner -, at most 63 characters`,
  );
}
