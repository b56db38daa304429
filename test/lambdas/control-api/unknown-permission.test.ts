import { expect, it } from 'vitest';
import { mindbridge } from '../../../lib/core/profiles/mindbridge.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

it.each([
  ['createKey', { owner: 'app', permissions: ['read', 'admin'] }],
  ['updateKey', { permissions: ['admin'] }],
  ['manageKey', { owner: 'app', permissions: ['admin'] }],
] as const)(
  '%s rejects a permission outside the vocabulary with the allowed ones (MB-04)',
  async (operation, json) => {
    const api = createAdminApi({ profile: mindbridge });
    await createTenantWithOwners(api.deps);
    const { key } = await issue(api.deps, { permissions: ['read'] });
    const params: Record<string, string> =
      operation === 'updateKey' ? { tenant: 'acme', key: key.id } : { tenant: 'acme' };
    expect(JSON.parse((await api.call(operation, { params, json })).body)).toMatchObject({
      status: 422,
      code: 'unknown-permission',
      detail: 'Allowed: read, write, delete.',
    });
  },
);
