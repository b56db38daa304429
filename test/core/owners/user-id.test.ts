import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { userIdOf } from '../../../lib/core/owners/user-id.ts';

const identifier = fc.stringMatching(/^[a-z0-9][a-z0-9_.:-]{0,62}$/);

it('identifies an owner with a UUID as ID by that UUID (MI-06)', () => {
  const id = '0196f2f5-3b1f-7c6a-9d2e-6f0f5a1c2b3d';
  expect(userIdOf({ tenant: 'acme', id })).toBe(id);
});

it('identifies any other owner by a stable UUID of version 8', () => {
  expect(userIdOf({ tenant: 'acme', id: 'app' })).toBe('430ce253-cc3d-8620-b835-27aaab588e7f');
});

it('returns a UUID for any ID', () => {
  fc.assert(
    fc.property(identifier, fc.oneof(identifier, fc.uuid()), (tenant, id) => {
      expect(z.uuid().safeParse(userIdOf({ tenant, id })).success).toBe(true);
    }),
  );
});

it.each([
  [
    { tenant: 'acme', id: 'app' },
    { tenant: 'beta', id: 'app' },
  ],
  [
    { tenant: 'acme', id: 'app' },
    { tenant: 'acme', id: 'api' },
  ],
  [
    { tenant: 'a', id: 'b.c' },
    { tenant: 'a-b', id: 'c' },
  ],
])('distinguishes owners: %j, %j', (one, other) => {
  expect(userIdOf(one)).not.toBe(userIdOf(other));
});
