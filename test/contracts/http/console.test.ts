import { expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleRoutes, consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { type Route, routeKey } from '../../../lib/contracts/http/route.ts';

const admin: readonly (readonly [string, Route])[] = Object.entries(adminRoutes);
const ofTenants = admin.filter(([, { path }]) => path.includes('{tenant}'));

it('has exactly the admin routes with a tenant in their path', () => {
  expect(Object.keys(consoleRoutes)).toEqual(ofTenants.map(([operation]) => operation));
  expect(ofTenants.length).toBe(admin.length - 7);
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
