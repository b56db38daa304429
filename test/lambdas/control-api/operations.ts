import { type AdminOperation, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';

/** Every operation of the admin API, for exhaustive tables. */
export const operations = Object.keys(adminRoutes).filter(isOperation);

export function isOperation(name: string): name is AdminOperation {
  const routes: Readonly<Record<string, Route>> = adminRoutes;
  return routes[name] !== undefined;
}
