import type { Role } from '../../../lib/core/owners/owner.ts';
import { signIn } from '../../../scripts/local/authorization-code.ts';
import { addUser } from '../../../scripts/local/directory-user.ts';
import { callAs, type Product } from './product.ts';

/** A signed-in console user and the access token. */
export interface Person {
  /** The person as an owner of keys. */
  readonly id: string;
  call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
}

/** A user who is invited to a tenant with a role and has signed in. */
export async function invitedPerson(product: Product, tenant: string, role: Role): Promise<Person> {
  const id = `${role}-${crypto.randomUUID().slice(0, 8)}`;
  const email = `${id}@example.com`;
  await product.client.call('createOwner', { params: { tenant }, body: { id, kind: 'person', role, email } });
  return signedIn(product, id, email);
}

/** A user who can sign in but is not invited to a tenant. */
export function stranger(product: Product): Promise<Person> {
  const id = `stranger-${crypto.randomUUID().slice(0, 8)}`;
  return signedIn(product, id, `${id}@example.com`);
}

async function signedIn(product: Product, id: string, email: string): Promise<Person> {
  const { endpointUrl, apiPlainUrl, people } = product;
  const user = { email, password: `${crypto.randomUUID()}-aA1` };
  await addUser({ endpointUrl, userPoolId: people.userPoolId }, user);
  const { access_token } = await signIn({ endpointUrl, ...people }, user);
  return {
    id,
    async call(method, path, body) {
      const json = body && {
        headers: [['Content-Type', 'application/json']] as const,
        body: JSON.stringify(body),
      };
      const answer = await callAs(apiPlainUrl, `Bearer ${access_token}`, { method, path, ...json });
      return { status: answer.status, body: JSON.parse(answer.body) };
    },
  };
}
