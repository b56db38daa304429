import { expect, it } from 'vitest';
import { idempotencyToken } from '../../../lib/core/idempotency/record.ts';
import { ADA } from '../../support/sample-tenant.ts';

function tokenOf(metadata: Record<string, number>) {
  const request = { params: { tenant: 'acme' }, body: { name: null, metadata }, idempotencyKey: 'once' };
  return idempotencyToken(ADA, 'createKey', request);
}

it('a repeated creation is the same whatever the order of the members of its body', () => {
  expect(tokenOf({ one: 1, two: 2 })).toEqual(tokenOf({ two: 2, one: 1 }));
});

it('a repeated creation with another body is another one', () => {
  expect(tokenOf({ one: 1 }).bodyDigest).not.toBe(tokenOf({ one: 2 }).bodyDigest);
});
