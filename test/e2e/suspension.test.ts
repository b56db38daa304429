import { expect, inject, it } from 'vitest';
import { adminClient, newKey, newTenant } from './support/admin.ts';

const { sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = inject('deployment');

it('a suspended tenant is denied everywhere from the next request on, and accepted once it is resumed', async () => {
  const [tenant, other] = await Promise.all([newTenant(), newTenant()]);
  const [key, otherKey] = await Promise.all([newKey(tenant), newKey(other)]);
  const statuses = (value: string) =>
    Promise.all(
      [sampleRestUrl, sampleHttpUrl, sampleGuardUrl].map(async (url) => {
        const response = await fetch(`${url}/hello`, { headers: { authorization: `Bearer ${value}` } });
        await response.arrayBuffer();
        return response.status;
      }),
    );
  const params = { tenant };
  expect(await statuses(key.value)).toEqual([200, 200, 200]);

  await adminClient.call('suspendTenant', { params });
  expect(await statuses(key.value)).toEqual([401, 403, 401]);
  expect(await statuses(otherKey.value)).toEqual([200, 200, 200]);
  const { items } = await adminClient.call('listKeys', { params });
  expect(items.map(({ status }) => status)).toEqual(['tenant-suspended']);

  await adminClient.call('resumeTenant', { params });
  expect(await statuses(key.value)).toEqual([200, 200, 200]);
});
