import * as z from 'zod';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { RouteCosts } from '../../core/access/route-costs.ts';
import type { KeyHolderRoute, Profile } from '../../core/profiles/profile.ts';
import { budgetsView } from './budgets.ts';
import { get } from './define-route.ts';
import { type KeyAuthenticatedRoute, requiring } from './key-authenticated-route.ts';
import { storedId } from './response-fields.ts';
import { ignoredQuery, routeKey } from './route.ts';
import { ownKeyRoutes } from './self-service-keys.ts';
import { sessionRoutes } from './sessions.ts';

/** The read-only routes for key holders. */
export const readingRoutes = requiring(null, {
  ping: get('/ping', {
    summary: 'Return the tenant and ID of a valid key, for health checks (MK-06)',
    query: ignoredQuery,
    response: z.object({ status: z.literal('ok'), tenant: storedId, keyId: storedId }),
  }),
  whoAmI: get('/api/v1/auth/me', {
    summary: 'Return the ID of the owner of a valid key (MI-06)',
    query: ignoredQuery,
    response: z.object({ id: z.uuid() }),
  }),
  showOwnLimits: get('/api/v1/limits', {
    summary: 'Show the limits of your key and their remaining budgets. This request is not charged.',
    query: ignoredQuery,
    response: budgetsView,
  }),
});

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

/** Key holders can always read their remaining budgets. */
export const holderCosts: RouteCosts = { [routeKey(readingRoutes.showOwnLimits)]: 0 };
