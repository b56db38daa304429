import { expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleRoutes, consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { type Route, routeKey } from '../../../lib/contracts/http/route.ts';

const admin: readonly (readonly [string, Route])[] = Object.entries(adminRoutes);
/** A tenant must not be able to resume itself. */
const OF_OPERATORS = ['suspendTenant', 'resumeTenant'];
const ofTenants = admin.filter(
  ([operation, { path }]) => path.includes('{tenant}') && !OF_OPERATORS.includes(operation),
);

it('has exactly the admin routes with a tenant in their path, except its suspension', () => {
  expect(Object.keys(consoleRoutes)).toEqual(ofTenants.map(([operation]) => operation));
  expect(ofTenants.length).toBe(admin.length - 9);
});

it.each(ofTenants)('%s is the admin route under /console, for console users', (operation, route) => {
  const found = Object.entries<Route>(consoleRoutes).find(([name]) => name === operation)?.[1];
  expect(found).toEqual({
    ...route,
    path: route.path.replace(/^\/admin/, '/console'),
    problems: expect.arrayContaining([...route.problems, 'not-found', 'forbidden']),
  });
  expect(new Set(found?.problems).size).toBe(found?.problems.length);
});

it('shares no route key with another API', () => {
  const keys = [...Object.values<Route>(consoleRoutes), ...Object.values<Route>(consoleUserRoutes)].map(
    routeKey,
  );
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(key).toMatch(/^[A-Z]+ \/console\/v1\//);
});
