import * as z from 'zod';
import type { Route } from './route.ts';

/** The routes of the dashboard's files. API Gateway has no path that ends with a slash. */
export const dashboardRoutes = {
  page: { method: 'GET', path: '/dashboard' },
  file: { method: 'GET', path: '/dashboard/{file+}' },
} as const satisfies Record<string, Pick<Route, 'method' | 'path'>>;

/** The sign-in settings of the dashboard, which it reads from `config.json` beside its page. */
export const dashboardConfig = z.object({
  issuer: z.string(),
  clientId: z.string(),
  /** The scope that access tokens for the console must have. */
  scope: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  /** The page that ends the session at the identity provider; null if there is none. */
  endSessionEndpoint: z.string().nullable(),
  /** The endpoint that revokes refresh tokens; null if there is none. */
  revocationEndpoint: z.string().nullable(),
});
export type DashboardConfig = z.output<typeof dashboardConfig>;
