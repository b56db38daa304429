import { expect, inject, it } from 'vitest';
import { createAdminClient } from '../../lib/api-client/admin-client.ts';
import { ProblemError, UnreachableError } from '../../lib/api-client/errors.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { adminClient, newTenant } from './support/admin.ts';

const { apiUrl, region, admin } = inject('deployment');

/** A client that loses the first response of each request after the deployment processed it. */
function losingFirstResponse() {
  const send = createSignedTransport({ apiUrl, region, credentials: admin });
  let isFirst = true;
  return createAdminClient(async (request) => {
    const answer = await send(request);
    if (!isFirst) return answer;
    isFirst = false;
    throw new UnreachableError(apiUrl, new Error('ECONNRESET'));
  });
}

it('after a lost response the key exists once, the error has its ID, and the key can be revoked', async () => {
  const tenant = await newTenant();
  const params = { tenant };
  const error = await losingFirstResponse()
    .call('createKey', { params, body: { owner: 'app' } })
    .catch((thrown: unknown) => thrown);

  const { items } = await adminClient.call('listKeys', { params });
  expect(items).toHaveLength(1);
  expect(error).toMatchObject({ code: 'value-unavailable', key: { tenant, id: items[0]?.id } });
  const revoked = await adminClient.call('revokeKey', { params: { tenant, key: items[0]?.id ?? '' } });
  expect(revoked.status).toBe('revoked');
});

it('16 creations under one Idempotency-Key at the same time create one owner and one key', async () => {
  const tenant = await newTenant();
  const params = { tenant };
  const owner = { params, body: { id: 'new', kind: 'application' }, idempotencyKey: 'build:42' } as const;
  const owners = await Promise.all(Array.from({ length: 16 }, () => adminClient.call('createOwner', owner)));
  expect(new Set(owners.map((each) => JSON.stringify(each))).size).toBe(1);

  const key = { params, body: { owner: 'app' }, idempotencyKey: 'build:42' };
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, () =>
      adminClient.call('createKey', key).then(
        () => 'created',
        (error) => (error instanceof ProblemError ? error.code : error),
      ),
    ),
  );
  expect(outcomes.toSorted()).toEqual(['created', ...Array(15).fill('value-unavailable')]);
  expect((await adminClient.call('listKeys', { params })).items).toHaveLength(1);
});
