import { describe, expect, it } from 'vitest';
import { authorizerContext } from '../../lib/contracts/authorizer-context.ts';

const handedOn = {
  keyId: '3fKq81ZbTn0x',
  tenant: 'acme',
  owner: 'billing-app',
  permissions: '["read","orders:*"]',
  plan: '{"name":"lite","limits":{"minds":3,"flows":null}}',
  metadata: '{"plan":"gold"}',
  session: '{"id":"s1","user":"u-7"}',
  limitHeaders: '{"RateLimit":"\\"a\\";r=1"}',
};

describe('the context', () => {
  it('is decoded to lists and objects, without the additions of REST APIs', () => {
    const received = { ...handedOn, principalId: handedOn.keyId, integrationLatency: 42 };
    expect(authorizerContext.parse(received)).toEqual({
      ...handedOn,
      permissions: ['read', 'orders:*'],
      plan: { name: 'lite', limits: { minds: 3, flows: null } },
      metadata: { plan: 'gold' },
      session: { id: 's1', user: 'u-7' },
      limitHeaders: { RateLimit: '"a";r=1' },
    });
  });

  it.each([
    ['permissions', '[read'],
    ['permissions', '{"0":"read"}'],
    ['permissions', '[5]'],
    ['metadata', '[]'],
    ['metadata', 'null'],
    ['metadata', ''],
    ['plan', '{"name":"lite","limits":{"minds":"3"}}'],
    ['plan', undefined],
    ['session', '{"id":"s1"}'],
    ['session', undefined],
    ['keyId', undefined],
    ['tenant', null],
  ])('is rejected with %s %j: both fields are required', (field, junk) => {
    expect(authorizerContext.safeParse({ ...handedOn, [field]: junk }).success).toBe(false);
  });
});
