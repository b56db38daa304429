import { inject } from 'vitest';
import {
  type AdminClient,
  type AdminRequest,
  createAdminClient,
} from '../../../lib/api-client/admin-client.ts';
import { createSignedTransport } from '../../../lib/api-client/signed-transport.ts';

const { apiUrl, region, admin } = inject('deployment');

/** The admin API of the deployment, as its administrator. */
export const adminClient: AdminClient = createAdminClient(
  createSignedTransport({ apiUrl, region, credentials: admin }),
);

/** Creates a tenant for one test, with one active application. */
export async function newTenant(): Promise<string> {
  const tenant = `t-${crypto.randomUUID().slice(0, 12)}`;
  await adminClient.call('createTenant', { body: { id: tenant } });
  await adminClient.call('createOwner', { params: { tenant }, body: { id: 'app', kind: 'application' } });
  return tenant;
}

/** Creates a key of the application of the tenant. */
export function newKey(
  tenant: string,
  permissions: string[] = ['read', 'write'],
  settings: Pick<AdminRequest<'createKey'>['body'], 'limits' | 'allowedAddresses'> = {},
) {
  const body = { owner: 'app', permissions, ...settings };
  return adminClient.call('createKey', { params: { tenant }, body });
}
