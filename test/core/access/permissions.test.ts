import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  limitToRole,
  permissionsExceedingRole,
  type Requirement,
  requirementOf,
  satisfies,
  stricterOf,
} from '../../../lib/core/access/permissions.ts';
import { ROLES } from '../../../lib/core/owners/owner.ts';

describe('the requirement of a route', () => {
  it.each([
    ['GET', 'read'],
    ['HEAD', 'read'],
    ['OPTIONS', 'read'],
    ['POST', 'write'],
    ['PUT', 'write'],
    ['PATCH', 'write'],
    ['DELETE', 'delete'],
  ])('%s needs %s where the route names nothing', (method, permission) => {
    expect(requirementOf({}, method, '/orders')).toEqual({ kind: 'permission', permission });
  });

  it.each(['TRACE', 'CONNECT', 'PURGE', 'get', 'ANY', '', '__proto__', 'constructor'])(
    'denies any other method (%j) to every key',
    (method) => {
      expect(requirementOf({}, method, '/orders')).toEqual({ kind: 'denied' });
    },
  );

  const routes = {
    'GET /orders/{id}': 'orders:read',
    'ANY /orders/{id}': 'orders:manage',
    'GET /ping': null,
    $default: 'fallback',
    'POST $default': 'fallback:write',
    'GET /nothing': '',
  };

  it.each([
    ['GET', '/orders/{id}', { kind: 'permission', permission: 'orders:read' }],
    ['PUT', '/orders/{id}', { kind: 'permission', permission: 'orders:manage' }],
    ['PURGE', '/orders/{id}', { kind: 'permission', permission: 'orders:manage' }],
    ['GET', '/ping', { kind: 'any-key' }],
    ['POST', '/ping', { kind: 'permission', permission: 'write' }],
    ['GET', '$default', { kind: 'permission', permission: 'fallback' }],
    ['PURGE', '$default', { kind: 'permission', permission: 'fallback' }],
    ['POST', '$default', { kind: 'permission', permission: 'fallback:write' }],
    ['GET', '/orders', { kind: 'permission', permission: 'read' }],
    ['GET', '/orders/42', { kind: 'permission', permission: 'read' }],
    ['GET', '/nothing', { kind: 'permission', permission: '' }],
    ['HEAD', '/orders/{id}', { kind: 'permission', permission: 'orders:read' }],
    ['HEAD', '/ping', { kind: 'any-key' }],
    ['HEAD', '/orders', { kind: 'permission', permission: 'read' }],
  ])('its own name stands before ANY, and ANY before the method (%s %s)', (method, route, requirement) => {
    expect(requirementOf(routes, method, route)).toEqual(requirement);
  });
});

it('applies the requirement of GET to HEAD unless a route names HEAD', () => {
  const route = fc.constantFrom('/orders', '/orders/{id}', '$default');
  const name = fc
    .tuple(fc.constantFrom('GET ', 'POST ', 'ANY ', ''), route)
    .map(([method, path]) => method + path);
  const permission = fc.option(fc.constantFrom('read', 'orders:read', 'admin'));
  fc.assert(
    fc.property(fc.dictionary(name, permission), route, (routes, path) => {
      expect(requirementOf(routes, 'HEAD', path)).toEqual(requirementOf(routes, 'GET', path));
      const own = requirementOf({ ...routes, [`HEAD ${path}`]: 'own' }, 'HEAD', path);
      expect(own).toEqual({ kind: 'permission', permission: 'own' });
    }),
  );
});

const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.constantFrom<Requirement>({ kind: 'any-key' }, { kind: 'denied' }),
  fc.record({ kind: fc.constant('permission' as const), permission: fc.constantFrom('a', 'b', 'c:read') }),
);

it('satisfies combined requirements exactly if each of them is satisfied', () => {
  const held = fc.subarray(['a', 'b', 'c:*', 'd']);
  fc.assert(
    fc.property(fc.array(requirement, { minLength: 1 }), held, (requirements, permissions) => {
      expect(satisfies(permissions, requirements.reduce(stricterOf))).toBe(
        requirements.every((each) => satisfies(permissions, each)),
      );
    }),
  );
});

describe('a list of permissions', () => {
  it.each([
    [['read'], 'read', true],
    [['write', 'read'], 'read', true],
    [['read'], 'write', false],
    [['read'], 'orders:read', false],
    [['orders:read'], 'read', false],
    [['orders:*'], 'orders:read', true],
    [['orders:*'], 'orders:items:read', true],
    [['orders:*'], 'orders', false],
    [['orders:*'], 'orders-archive:read', false],
    [['orders*'], 'orders:read', false],
    [['*'], 'read', false],
    [['orders:re'], 'orders:read', false],
    [['read'], '', false],
    [[], 'read', false],
  ])('%j satisfies %j: %j', (held, permission, isSatisfied) => {
    expect(satisfies(held, { kind: 'permission', permission })).toBe(isSatisfied);
  });

  it('never satisfies an unreachable requirement and always satisfies any-key', () => {
    expect(satisfies(['read', 'a:*'], { kind: 'denied' })).toBe(false);
    expect(satisfies([], { kind: 'any-key' })).toBe(true);
  });
});

describe('a role', () => {
  const held = ['read', 'write', 'delete', 'orders:read', 'orders:delete', 'invoices:*'];

  it.each([
    [null, held],
    ['app-admin', held],
    ['developer', ['read', 'write', 'orders:read', 'invoices:read', 'invoices:write']],
    ['auditor', ['read', 'orders:read', 'invoices:read']],
  ] as const)('%s leaves of a key what its actions allow', (role, left) => {
    expect(limitToRole(held, role)).toEqual(left);
  });

  it('never adds permissions to a key', () => {
    const part = fc.constantFrom('orders', 'invoices', 'read', 'write', 'delete');
    const permission = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':'));
    const holding = fc.oneof(
      permission,
      permission.map((each) => `${each}:*`),
    );
    fc.assert(
      fc.property(fc.array(holding), fc.constantFrom(...ROLES), permission, (permissions, role, wanted) => {
        const requirement = { kind: 'permission', permission: wanted } as const;
        const isAllowed = satisfies(limitToRole(permissions, role), requirement);
        if (!satisfies(permissions, requirement)) expect(isAllowed).toBe(false);
        if (isAllowed && role === 'auditor') expect(wanted).toMatch(/(^|:)read$/);
        if (isAllowed && role === 'developer') expect(wanted).toMatch(/(^|:)(read|write)$/);
      }),
    );
  });
});

describe('permissions exceeding roles', () => {
  const asked = ['read', 'write', 'delete', 'orders:*'];

  it.each([
    ['no role at all', [], []],
    ['an owner without one', [null, undefined], []],
    ['the greatest', ['app-admin'], []],
    ['one', ['developer'], ['delete', 'orders:*']],
    ['any of two', ['app-admin', 'auditor'], ['write', 'delete', 'orders:*']],
    ['any of two, in the other order', ['auditor', null], ['write', 'delete', 'orders:*']],
  ] as const)('is what %s does not allow', (_, roles, beyond) => {
    expect(permissionsExceedingRole(asked, roles)).toEqual(beyond);
  });
});
