import * as z from 'zod';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { KeyHolderRoute, Profile } from '../../core/profiles/profile.ts';
import type { KeyAuthenticatedRoute } from './key-authenticated-route.ts';
import { storedId } from './response-fields.ts';
import { ignoredQuery, noBody, routeKey } from './route.ts';
import { ownKeyRoutes } from './self-service-keys.ts';
import { sessionRoutes } from './sessions.ts';

/** The routes for key holders that change nothing. */
export const readingRoutes = {
  ping: {
    method: 'GET',
    path: '/ping',
    summary: 'Answer any accepted key: the probe (MK-06)',
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
    summary: 'Tell any accepted key whose it is (MI-06)',
    permission: null,
    params: z.strictObject({}),
    query: ignoredQuery,
    body: noBody,
    response: { status: 200, body: z.object({ id: z.uuid() }) },
    problems: [],
  },
} as const satisfies Record<string, KeyAuthenticatedRoute>;

/** The routes for key holders that change what is theirs. */
export const selfServiceRoutes = { ...ownKeyRoutes, ...sessionRoutes };

/** Every route for key holders; a deployment has those that its profile names. */
export const keyHolderRoutes: Readonly<Record<KeyHolderRoute, KeyAuthenticatedRoute>> = {
  ...readingRoutes,
  ...selfServiceRoutes,
};

/** The routes of these that a profile's product documents, by operation. */
export function documentedRoutes(
  routes: Readonly<Record<string, KeyAuthenticatedRoute>>,
  { routes: documented }: Pick<Profile, 'routes'>,
): Readonly<Record<string, KeyAuthenticatedRoute>> {
  const names: readonly string[] = documented;
  return Object.fromEntries(Object.entries(routes).filter(([operation]) => names.includes(operation)));
}

/** What each route for key holders needs, whatever its method. */
export const holderPermissions: RoutePermissions = Object.fromEntries(
  Object.values(keyHolderRoutes).map((route) => [routeKey(route), route.permission]),
);
