import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { adminRoutes } from '../../contracts/http/admin.ts';
import { keyRoutes } from '../../contracts/http/keys.ts';
import type { Route } from '../../contracts/http/route.ts';
import { verifyRoutes } from '../../contracts/http/verify.ts';
import { TENANT_ID } from '../../core/identifiers.ts';
import { ROLES, type Role } from '../../core/owners/owner.ts';

export interface AdminRights {
  /** The tenants whose data may be reached. `'all'` includes those to come, and the routes above a tenant. */
  readonly tenants: readonly string[] | 'all';
  /** `app-admin`: everything; `developer`: reads, and everything on keys; `auditor`: reads. */
  readonly role: Role;
}

const KEY_ROUTES: readonly Route[] = Object.values({ ...keyRoutes, ...verifyRoutes });

const MAY_CALL = {
  'app-admin': () => true,
  developer: (route) => route.method === 'GET' || KEY_ROUTES.includes(route),
  auditor: (route) => route.method === 'GET',
} as const satisfies Record<Role, (route: Route) => boolean>;

/** Lets a grantee call the admin routes that its rights name, and no other. */
export function grantAdminRoutes(
  grantee: IGrantable,
  api: { readonly scope: IConstruct; readonly id: string },
  rights: AdminRights,
): Grant {
  const arn = (resourceName: string) =>
    Stack.of(api.scope).formatArn({ service: 'execute-api', resource: api.id, resourceName });
  return Grant.addToPrincipal({
    grantee,
    actions: ['execute-api:Invoke'],
    resourceArns: callableRoutes(rights).map((route) => arn(`$default/${route}`)),
  });
}

/**
 * The routes of some rights as IAM patterns, `GET/admin/v1/tenants/acme/keys/*`. A `*` crosses `/`: it stands
 * for whole path segments only, after the tenant wherever tenants are named.
 */
function callableRoutes({ tenants, role }: AdminRights): string[] {
  if (!ROLES.includes(role)) throw new Error(`the role is '${role}'; allowed: ${ROLES.join(', ')}`);
  const mayCall: (route: Route) => boolean = MAY_CALL[role];
  const routes: readonly Route[] = Object.values(adminRoutes);
  return routes
    .filter(mayCall)
    .flatMap((route) => pathsFor(tenants, route.path).map((path) => route.method + path))
    .map((pattern) => pattern.replaceAll(/\{[^}]+\}/g, '*'));
}

function pathsFor(tenants: AdminRights['tenants'], path: string): string[] {
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
