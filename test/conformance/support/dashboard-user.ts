import type { Role } from '../../../lib/core/owners/owner.ts';
import { addUser } from '../../../scripts/local/directory-user.ts';
import type { Product } from './product.ts';

/** A user with a role in a tenant who can sign in. */
export async function dashboardUser(product: Product, tenant: string, role: Role) {
  const id = `${role}-${crypto.randomUUID().slice(0, 8)}`;
  const user = { email: `${id}@example.com`, password: `${crypto.randomUUID()}-aA1` };
  const body = { id, kind: 'person' as const, role, email: user.email };
  await product.client.call('createOwner', { params: { tenant }, body });
  const { endpointUrl, people } = product;
  await addUser({ endpointUrl, userPoolId: people.userPoolId }, user);
  return { id, ...user };
}
