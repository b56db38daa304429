import * as z from 'zod';
import { ROLES } from '../../core/owners/owner.ts';
import { adminRoutes } from './admin.ts';
import { get } from './define-route.ts';
import type { ProblemCode } from './problem.ts';
import { storedId, storedName } from './response-fields.ts';
import { REACHES } from './role-permissions.ts';
import type { Route } from './route.ts';

/** A route with a tenant in its path. A caller who is not a member of the tenant gets `not-found`. */
type InTenant = Route & { readonly path: `/admin/v1/tenants/{tenant}${string}` };

/**
 * Console users are members of tenants. Routes without a tenant are for operators only, and so is the suspension: a tenant must not
 * be able to resume itself.
 */
const {
  createTenant,
  listTenants,
  suspendTenant,
  resumeTenant,
  listAuditLinks,
  findKey,
  testNotifications,
  mutePages,
  unmutePages,
  ...inTenants
} = adminRoutes;

/** The problems of every console route, in addition to those that the route declares. */
const AUTHORIZATION_PROBLEMS = ['not-found', 'forbidden'] as const satisfies readonly ProblemCode[];

/** An admin route on the console API. */
type OnConsole<R extends Route> = Omit<R, 'path' | 'problems'> & {
  readonly path: string;
  readonly problems: readonly (R['problems'][number] | (typeof AUTHORIZATION_PROBLEMS)[number])[];
};

function onConsole<const Routes extends Readonly<Record<string, InTenant>>>(
  routes: Routes,
): { readonly [Operation in keyof Routes]: OnConsole<Routes[Operation]> };
function onConsole(routes: Readonly<Record<string, InTenant>>): Readonly<Record<string, Route>> {
  return Object.fromEntries(
    Object.entries(routes).map(([operation, route]) => [
      operation,
      {
        ...route,
        path: route.path.replace('/admin/', '/console/'),
        problems: [...new Set([...route.problems, ...AUTHORIZATION_PROBLEMS])],
      },
    ]),
  );
}

/** Every admin route with a tenant in its path, for the members of that tenant. New admin routes are included automatically. */
export const consoleRoutes = onConsole(inTenants);

export type ConsoleOperation = keyof typeof consoleRoutes;

export const CONSOLE_OPERATIONS: readonly ConsoleOperation[] =
  Object.keys(consoleRoutes).filter(isConsoleOperation);

function isConsoleOperation(name: string): name is ConsoleOperation {
  return Object.hasOwn(consoleRoutes, name);
}

/** One tenant membership of the signed-in user. */
const membershipView = z.object({
  tenant: storedId,
  tenantName: storedName,
  owner: storedId,
  name: storedName,
  /** The effective role: the stored role of the person, or a lower role from the token. */
  role: z.enum(ROLES),
  /** The operations that the role may call in this tenant. */
  operations: z.array(z.enum(CONSOLE_OPERATIONS)),
  /** The keys that the person may create, update and end. */
  managedKeys: z.enum(REACHES),
  /** The actions of the permissions that the role allows for keys: the last parts of permissions. Null for any. */
  permissionActions: z.array(z.string()).nullable(),
});

/** The routes for every signed-in user, independent of memberships. */
export const consoleUserRoutes = {
  me: get('/console/v1/me', {
    summary: 'Accept pending invitations and list the memberships of the signed-in user (MB-09)',
    /** Absent if the identity provider has not verified it. */
    /** The optional parts of the deployment. */
    response: z.object({
      /** Absent if the identity provider has not verified it. */
      email: z.string().optional(),
      memberships: z.array(membershipView),
      /** The optional parts of the deployment. */
      features: z.object({
        usage: z.boolean(),
        rotation: z.boolean(),
        alarms: z.boolean(),
        auditChain: z.boolean(),
      }),
    }),
  }),
} as const satisfies Record<string, Route>;
