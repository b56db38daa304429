import { expect, it } from 'vitest';
import { effectiveRole } from '../../../lib/core/members/effective-role.ts';
import { ROLES } from '../../../lib/core/owners/owner.ts';

it.each([
  ['app-admin', ['developer'], 'developer'],
  ['app-admin', ['auditor'], 'auditor'],
  ['developer', ['auditor'], 'auditor'],
  ['app-admin', ['auditor', 'developer'], 'developer'],
  ['app-admin', ['staff', 'auditor'], 'auditor'],
] as const)('a token limits an %s with the claim %j to %s', (own, claimed, role) => {
  expect(effectiveRole(own, claimed)).toBe(role);
});

it.each(ROLES)('never raises the role of an %s by a token', (own) => {
  for (const claimed of [['app-admin'], [...ROLES], ['app-admin', 'root']]) {
    expect(effectiveRole(own, claimed)).toBe(own);
  }
});

it.each(ROLES)('keeps the role of an %s if the token names no known role', (own) => {
  for (const claimed of [[], [''], ['admins'], ['APP-ADMIN'], ['__proto__', 'constructor']]) {
    expect(effectiveRole(own, claimed)).toBe(own);
  }
});
