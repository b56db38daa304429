import { expect, it } from 'vitest';
import { inheritedPermissions } from '../../../lib/core/keys/inherited-permissions.ts';
import { arePermissions } from '../../../lib/core/keys/settings.ts';

/** Within the bounds of a key; `read` in place of the wildcard is too long. */
const reads = Array.from({ length: 16 }, (_, at) => `${String.fromCharCode(97 + at).repeat(58)}:read`);
const permissions = [...reads, `${'z'.repeat(12)}:*`];

it('inherits wildcards if only the role of the owner limits them', () => {
  expect(arePermissions(permissions)).toBe(true);
  const roles = { owner: 'developer', caller: null } as const;
  expect(inheritedPermissions({ permissions: null }, { permissions, boundBy: 'owner' }, roles)).toEqual({
    permissions,
  });
});

it('inherits no wildcard if the role of the caller removes the last action', () => {
  const roles = { owner: 'developer', caller: 'auditor' } as const;
  expect(inheritedPermissions({ permissions: null }, { permissions, boundBy: 'owner' }, roles)).toEqual({
    rejected: 'exceeds-role',
  });
});
