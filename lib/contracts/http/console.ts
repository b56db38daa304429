import * as z from 'zod';
import { ROLES } from '../../core/owners/owner.ts';
import { adminRoutes } from './admin.ts';
import type { ProblemCode } from './problem.ts';
import { storedId, storedName } from './response-fields.ts';
import { noBody, noQuery, type Route } from './route.ts';

/** A route that names its tenant: whoever calls it is somebody in there, or it is not there for them. */
type InTenant = Route & { readonly path: `/admin/v1/tenants/{tenant}${string}` };

/** People are members of tenants: what stands above a tenant is for operators alone. */
const {
  createTenant,
  listTenants,
  listAuditLinks,
  findKey,
  testNotifications,
  mutePages,
  unmutePages,
  ...inTenants
} = adminRoutes;

/** What people can be answered beside what the route itself declares. */
const ADMISSION_PROBLEMS = ['not-found', 'forbidden'] as const satisfies readonly ProblemCode[];

/** An admin route as people have it. */
type OnConsole<R extends Route> = Omit<R, 'path' | 'problems'> & {
  readonly path: string;
  readonly problems: readonly (R['problems'][number] | (typeof ADMISSION_PROBLEMS)[number])[];
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
        problems: [...new Set([...route.problems, ...ADMISSION_PROBLEMS])],
      },
    ]),
  );
}

/** Every admin route that names a tenant, for the people in it: a new one is here as soon as it is there. */
export const consoleRoutes = onConsole(inTenants);

export type ConsoleOperation = keyof typeof consoleRoutes;

/** Where somebody who signed in is a member. */
const membershipView = z.object({
  tenant: storedId,
  owner: storedId,
  name: storedName,
  /** What this sign-in may do there: the person's role, or less where the token says so. */
  role: z.enum(ROLES),
});

/** The routes for whoever signed in, whatever they are a member of. */
export const consoleUserRoutes = {
  me: {
    method: 'GET',
    path: '/console/v1/me',
    summary:
      'Tell whoever signed in where they are a member, and accept their invitations on the way (MB-09)',
    params: z.strictObject({}),
    query: noQuery,
    body: noBody,
    response: {
      status: 200,
      body: z.object({
        /** As their provider has verified it; left out where it hasn't. */
        email: z.string().optional(),
        memberships: z.array(membershipView),
      }),
    },
    problems: [],
  },
} as const satisfies Record<string, Route>;
