import { beforeEach, describe, expect, it } from 'vitest';
import { NOON } from '../../support/entities.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

const DAY_SECONDS = 86_400;
const LIMIT_DAYS = 365;
const params = { tenant: 'acme' };

let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
  await api.done('updateTenant', { params, json: { maxKeyLifetimeDays: LIMIT_DAYS } });
});

describe('an expiry duration', () => {
  it.each(['createKey', 'manageKey'] as const)(
    '%s accepts the maximum lifetime by the server clock',
    async (operation) => {
      const json = { owner: 'app', expiresInSeconds: LIMIT_DAYS * DAY_SECONDS };
      const created = await api.done(operation, { params, json });
      const id = 'id' in created ? created.id : created.key;
      const key = await api.store.readKey(id);
      expect(key?.expiresAtMs).toBe(NOON + LIMIT_DAYS * DAY_SECONDS * 1000);
    },
  );

  it.each(['createKey', 'manageKey'] as const)('%s rejects a second more', async (operation) => {
    const json = { owner: 'app', expiresInSeconds: LIMIT_DAYS * DAY_SECONDS + 1 };
    expect(await api.rejected(operation, { params, json })).toMatchObject({
      code: 'exceeds-lifetime',
      detail: expect.stringContaining('lifetime.maxDays of the profile and maxKeyLifetimeDays of the tenant'),
    });
  });

  it('updateKey counts from the update', async () => {
    const { key } = await issue(api.deps, { expiresAtMs: NOON + DAY_SECONDS * 1000 });
    api.clock.nowMs = NOON + 1000;
    const json = { expiresInSeconds: DAY_SECONDS };
    const changed = await api.done('updateKey', { params: { ...params, key: key.id }, json });
    expect(changed.expiresAt).toBe('2027-02-01T12:00:01.000Z');
  });

  it.each(['createKey', 'manageKey'] as const)(
    '%s rejects a duration beside a timestamp',
    async (operation) => {
      const json = { owner: 'app', expiresInSeconds: 60, expiresAt: '2027-03-01T00:00:00Z' };
      expect(await api.rejected(operation, { params, json })).toMatchObject({ code: 'invalid-request' });
    },
  );
});
