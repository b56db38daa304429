import { expect, it } from 'vitest';
import { idempotencyToken } from '../../../lib/core/idempotency/record.ts';
import { ADA } from '../../support/sample-tenant.ts';

function tokenOf(metadata: Record<string, number>) {
  const request = { params: { tenant: 'acme' }, body: { name: null, metadata }, idempotencyKey: 'once' };
  return idempotencyToken(ADA, 'createKey', request);
}

it('identifies a repeated creation with any order of body members', () => {
  expect(tokenOf({ one: 1, two: 2 })).toEqual(tokenOf({ two: 2, one: 1 }));
});

it('distinguishes creations with different bodies', () => {
  expect(tokenOf({ one: 1 }).bodyDigest).not.toBe(tokenOf({ one: 2 }).bodyDigest);
});
