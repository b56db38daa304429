import { inject } from 'vitest';
import {
  type AdminClient,
  type AdminRequest,
  createAdminClient,
} from '../../../lib/api-client/admin-client.ts';
import { createSignedTransport } from '../../../lib/api-client/signed-transport.ts';
import type { ProductDeployment } from '../../../scripts/conformance/deployments.ts';
import type { ProductName } from '../../../scripts/conformance/products.ts';
import { exchange, type Received, type Sent } from './exchange.ts';

type KeyBody = AdminRequest<'createKey'>['body'];
type OwnerBody = AdminRequest<'createOwner'>['body'];

/** One deployed product, with the clients of its operators and customers. */
export interface Product extends ProductDeployment {
  readonly admin: ProductDeployment['admin'];
  /** The admin API, as the deployment's administrator. */
  readonly client: AdminClient;
  /** Creates a tenant with one owner for one test. */
  newTenant(owner: OwnerBody): Promise<string>;
  newKey(tenant: string, body: KeyBody): ReturnType<typeof issue>;
  revoke(tenant: string, key: string, reason?: 'compromised'): Promise<unknown>;
}

function issue(client: AdminClient, tenant: string, body: KeyBody) {
  return client.call('createKey', { params: { tenant }, body });
}

/** The product with that profile, as deployed for these tests. */
export function productOf(name: ProductName): Product {
  const deployment = inject('products')[name];
  const { apiUrl, region, admin } = deployment;
  const client = createAdminClient(createSignedTransport({ apiUrl, region, credentials: admin }));
  return {
    ...deployment,
    client,
    async newTenant(owner) {
      const tenant = `t-${crypto.randomUUID().slice(0, 12)}`;
      await client.call('createTenant', { body: { id: tenant } });
      await client.call('createOwner', { params: { tenant }, body: owner });
      return tenant;
    },
    newKey: (tenant, body) => issue(client, tenant, body),
    revoke: (tenant, key, reason) =>
      client.call('revokeKey', { params: { tenant, key }, body: reason ? { reason } : {} }),
  };
}

/** The documented parts of a response: status, content type and body. */
export function documented({ status, headers, body }: Received) {
  return { status, type: headers['content-type'], body };
}

/** Calls an API with one `Authorization` header. */
export function callAs(
  url: string,
  authorization: string,
  { headers = [], ...sent }: Sent = {},
): Promise<Received> {
  return exchange(url, { ...sent, headers: [...headers, ['Authorization', authorization]] });
}
