import { expect, it } from 'vitest';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { ROLES } from '../../../lib/core/owners/owner.ts';

it.each([
  ['app-admin', ['developer'], 'developer'],
  ['app-admin', ['auditor'], 'auditor'],
  ['developer', ['auditor'], 'auditor'],
  ['app-admin', ['auditor', 'developer'], 'developer'],
  ['app-admin', ['staff', 'auditor'], 'auditor'],
] as const)('a token lowers an %s that names %j to %s', (own, claimed, role) => {
  expect(effectiveRole(own, claimed)).toBe(role);
});

it.each(ROLES)('a token never makes an %s more than they are', (own) => {
  for (const claimed of [['app-admin'], [...ROLES], ['app-admin', 'root']]) {
    expect(effectiveRole(own, claimed)).toBe(own);
  }
});

it.each(ROLES)('a token that names no role of ours leaves an %s as they are', (own) => {
  for (const claimed of [[], [''], ['admins'], ['APP-ADMIN'], ['__proto__', 'constructor']]) {
    expect(effectiveRole(own, claimed)).toBe(own);
  }
});
