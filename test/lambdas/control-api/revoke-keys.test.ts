import { beforeEach, expect, it } from 'vitest';
import { BULK_LIMIT } from '../../../lib/contracts/http/keys.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const params = { tenant: 'acme' };
let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
});

it('revokes several keys, each with its own result and audit event', async () => {
  const issued = [await issue(api.deps), await issue(api.deps), await issue(api.deps)];
  const ids = issued.map(({ key }) => key.id);
  const keys = [...ids.map((id) => ({ id })), { id: 'missing' }];
  const { results } = await api.done('revokeKeys', { params, json: { keys, reason: 'compromised' } });
  expect(results).toEqual([
    ...ids.map((id) => ({ id, problem: null, cascade: 'complete' })),
    { id: 'missing', problem: { code: 'not-found', title: 'Resource not found' }, cascade: null },
  ]);
  for (const { value } of issued) expect(await outcomeOf(api.deps, value)).toBe('revoked');
  for (const id of ids) {
    const { items } = await api.done('listAuditEvents', { params, query: `key=${id}` });
    expect(items.filter(({ action }) => action === 'key.revoked')).toHaveLength(1);
  }
});

it('revokes a key only in the version of the request', async () => {
  const [first, second] = [await issue(api.deps), await issue(api.deps)];
  await api.done('updateKey', { params: { ...params, key: first.key.id }, json: { name: 'Renamed' } });
  const keys = [first, second].map(({ key: { id, version } }) => ({ id, version }));
  const { results } = await api.done('revokeKeys', { params, json: { keys } });
  expect(results).toMatchObject([{ problem: { code: 'version-mismatch' } }, { problem: null }]);
  expect(await outcomeOf(api.deps, first.value)).toBe('allowed');
  expect(await outcomeOf(api.deps, second.value)).toBe('revoked');
});

it('revokes the other keys if the store fails for one of them, and is safe to repeat', async () => {
  const issued = [await issue(api.deps), await issue(api.deps)];
  let failures = 1;
  api.faults.beforeCommit = () => {
    failures -= 1;
    if (failures === 0) throw new UnavailableError('no response');
  };
  const json = { keys: issued.map(({ key }) => ({ id: key.id })) };
  const { results } = await api.done('revokeKeys', { params, json });
  expect(results.map(({ problem }) => problem?.code).toSorted()).toEqual(['unavailable', undefined]);
  const repeated = await api.done('revokeKeys', { params, json });
  expect(repeated.results).toMatchObject([{ problem: null }, { problem: null }]);
});

it.each([
  ['no key', []],
  ['the same key twice', [{ id: 'k1' }, { id: 'k1' }]],
  ['more keys than the limit', Array.from({ length: BULK_LIMIT + 1 }, (_, index) => ({ id: `k${index}` }))],
  ['a version that is not a number', [{ id: 'k1', version: '1' }]],
])('rejects a list with %s', async (_, keys) => {
  expect(await api.rejected('revokeKeys', { params, json: { keys } })).toMatchObject({
    code: 'invalid-request',
  });
});
