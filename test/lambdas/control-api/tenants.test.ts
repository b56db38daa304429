import { expect, it } from 'vitest';
import { createAdminApi } from './admin-api.ts';

it('a tenant is created, shown and listed alike, with its instant in ISO 8601', async () => {
  const { done } = createAdminApi();
  const acme = {
    id: 'acme',
    name: 'Acme Ltd',
    maxKeyLifetimeDays: null,
    maxValueAgeDays: null,
    rotationFreeze: null,
    createdAt: '2027-01-31T12:00:00.000Z',
    version: 1,
  };
  expect(await done('createTenant', { json: { id: 'acme', name: '  Acme Ltd ' } })).toEqual(acme);
  expect(await done('showTenant', { params: { tenant: 'acme' } })).toEqual(acme);
  expect(await done('listTenants', {})).toEqual({ items: [acme], next: null });
});

it('a tenant needs no name', async () => {
  const { done } = createAdminApi();
  expect(await done('createTenant', { json: { id: 'acme' } })).toMatchObject({ name: null });
});

it('a taken id is refused', async () => {
  const { done, refused } = createAdminApi();
  await done('createTenant', { json: { id: 'acme' } });
  expect(await refused('createTenant', { json: { id: 'acme' } })).toMatchObject({
    status: 409,
    code: 'already-exists',
  });
});

it('a tenant that is not there is not found', async () => {
  const { refused } = createAdminApi();
  expect(await refused('showTenant', { params: { tenant: 'acme' } })).toMatchObject({
    status: 404,
    code: 'not-found',
  });
});

it('pages cover a listing once, in order, whatever their size', async () => {
  const { done } = createAdminApi();
  const ids = Array.from({ length: 7 }, (_, index) => `t${index}`);
  for (const id of ids) await done('createTenant', { json: { id } });
  for (const limit of [1, 2, 3, 7, 100]) {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? `limit=${limit}` : `limit=${limit}&cursor=${cursor}`;
      const page: { items: { id: string }[]; next: string | null } = await done('listTenants', { query });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(ids);
  }
});

it('rotations are frozen until an instant, for a reason, and how old values may get is said and taken back', async () => {
  const { done } = createAdminApi();
  await done('createTenant', { json: { id: 'acme' } });
  const params = { tenant: 'acme' };
  const rotationFreeze = { until: '2027-12-27T00:00:00.000Z', reason: 'The year ends' };
  const frozen = await done('updateTenant', { params, json: { rotationFreeze, maxValueAgeDays: 30 } });
  expect(frozen).toMatchObject({ rotationFreeze, maxValueAgeDays: 30 });
  expect(await done('updateTenant', { params, json: { rotationFreeze: null } })).toMatchObject({
    rotationFreeze: null,
    maxValueAgeDays: 30,
  });
});
