import { expect, it } from 'vitest';
import { createAdminClient } from '../../lib/api-client/admin-client.ts';
import { UnreachableError } from '../../lib/api-client/errors.ts';
import type { Transport } from '../../lib/api-client/transport.ts';
import { type AdminOperation, adminRoutes } from '../../lib/contracts/http/admin.ts';
import { createAdminApi } from '../lambdas/control-api/admin-api.ts';
import { createTenantWithOwners } from '../support/sample-tenant.ts';
import { immediateRetries } from './support/immediate-retries.ts';

const params = { tenant: 'acme' };

/** A client of an admin API with the tenant `acme`. The first response is lost after its request was processed. */
async function losingFirstResponse(operation: AdminOperation) {
  const api = createAdminApi();
  await createTenantWithOwners(api.deps);
  const countBefore = api.store.events.length;
  let attempts = 0;
  const transport: Transport = async ({ path, body, idempotencyKey = '' }) => {
    attempts += 1;
    const reply = await api.call(operation, {
      ...(adminRoutes[operation].path.includes('{tenant}') && { params }),
      rawPath: path,
      headers: { 'idempotency-key': idempotencyKey },
      ...(body !== undefined && { body }),
    });
    if (attempts === 1) throw new UnreachableError('https://api.example.com', new Error('ECONNRESET'));
    return { status: reply.statusCode, text: reply.body };
  };
  const client = createAdminClient(transport, immediateRetries());
  return { client, created: () => api.store.events.slice(countBefore) };
}

it('creates a tenant once if the response is lost, and returns it', async () => {
  const { client, created } = await losingFirstResponse('createTenant');
  expect(await client.call('createTenant', { body: { id: 'beta' } })).toMatchObject({ id: 'beta' });
  expect(created()).toHaveLength(1);
});

it('creates an owner once if the response is lost, and returns it', async () => {
  const { client, created } = await losingFirstResponse('createOwner');
  const body = { id: 'new', kind: 'application' } as const;
  expect(await client.call('createOwner', { params, body })).toMatchObject({ id: 'new' });
  expect(created()).toHaveLength(1);
});

it('creates a key once if the response is lost, and names it in the error, so that it can be revoked', async () => {
  const { client, created } = await losingFirstResponse('createKey');
  const error = await client.call('createKey', { params, body: { owner: 'app' } }).catch((thrown) => thrown);
  expect(created()).toHaveLength(1);
  const [event] = created();
  expect(error).toMatchObject({ code: 'value-unavailable', key: { tenant: 'acme', id: event?.subject.id } });
});
