import { expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { emptyBody, type Route } from '../../../lib/contracts/http/route.ts';

const POSTS: readonly (readonly [string, Route])[] = Object.entries<Route>(adminRoutes).filter(
  ([, { method }]) => method === 'POST',
);

it.each(POSTS)('%s accepts an empty object if it accepts an omitted body', (_, { body }) => {
  expect(body).not.toBe(emptyBody);
  expect(body.safeParse(undefined).success && !body.safeParse({}).success).toBe(false);
});

it('rejects every setting on a POST route without settings', () => {
  expect(adminRoutes.disableKey.body.safeParse({}).success).toBe(true);
  expect(adminRoutes.disableKey.body.safeParse(undefined).success).toBe(true);
  expect(adminRoutes.disableKey.body.safeParse({ reason: 'leaked' }).success).toBe(false);
});
