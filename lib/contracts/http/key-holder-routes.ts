import * as z from 'zod';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { KeyHolderRoute, Profile } from '../../core/profiles/profile.ts';
import type { KeyAuthenticatedRoute } from './key-authenticated-route.ts';
import { storedId } from './response-fields.ts';
import { ignoredQuery, noBody, routeKey } from './route.ts';
import { ownKeyRoutes } from './self-service-keys.ts';
import { sessionRoutes } from './sessions.ts';

/** The read-only routes for key holders. */
export const readingRoutes = {
  ping: {
    method: 'GET',
    path: '/ping',
    summary: 'Return the tenant and ID of a valid key, for health checks (MK-06)',
    permission: null,
    params: z.strictObject({}),
    query: ignoredQuery,
    body: noBody,
    response: {
      status: 200,
      body: z.object({ status: z.literal('ok'), tenant: storedId, keyId: storedId }),
    },
    problems: [],
  },
  whoAmI: {
    method: 'GET',
    path: '/api/v1/auth/me',
    summary: 'Return the ID of the owner of a valid key (MI-06)',
    permission: null,
    params: z.strictObject({}),
    query: ignoredQuery,
    body: noBody,
    response: { status: 200, body: z.object({ id: z.uuid() }) },
    problems: [],
  },
} as const satisfies Record<string, KeyAuthenticatedRoute>;

/** The routes on which key holders manage their own keys and sessions. */
export const selfServiceRoutes = { ...ownKeyRoutes, ...sessionRoutes };

/** Every route for key holders. A deployment has the routes that its profile lists. */
export const keyHolderRoutes: Readonly<Record<KeyHolderRoute, KeyAuthenticatedRoute>> = {
  ...readingRoutes,
  ...selfServiceRoutes,
};

/** The routes that the profile lists, by operation. */
export function documentedRoutes(
  routes: Readonly<Record<string, KeyAuthenticatedRoute>>,
  { routes: documented }: Pick<Profile, 'routes'>,
): Readonly<Record<string, KeyAuthenticatedRoute>> {
  const names: readonly string[] = documented;
  return Object.fromEntries(Object.entries(routes).filter(([operation]) => names.includes(operation)));
}

/** The required permission of each route for key holders, by route key. */
export const holderPermissions: RoutePermissions = Object.fromEntries(
  Object.values(keyHolderRoutes).map((route) => [routeKey(route), route.permission]),
);
