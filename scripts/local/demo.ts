import { type AdminClient, type AdminRequest, createAdminClient } from '../../lib/api-client/admin-client.ts';
import { ProblemError } from '../../lib/api-client/errors.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { exampleOf } from './examples/examples.ts';

const TENANT = 'demo';

/** Possible owners of the demo key; the first one whose kind the profile allows is used. */
const OWNERS = [
  { id: 'demo-app', kind: 'application' },
  { id: 'demo-account', kind: 'account' },
  { id: 'demo-person', kind: 'person', role: 'app-admin' },
] as const;

type NewOwner = AdminRequest<'createOwner'>['body'];

export type Demo = Pick<LocalDeployment, 'tenant' | 'demoKey' | 'demoKeyId'>;

/** Returns a client of the admin API with the credentials of the admin user. */
export function adminClient({
  apiUrl,
  region,
  admin,
}: Pick<LocalDeployment, 'apiUrl' | 'region' | 'admin'>): AdminClient {
  return createAdminClient(createSignedTransport({ apiUrl, region, credentials: admin }));
}

/** Returns the owner of a profile's demo key; the ID has a number if that owner was deactivated. */
export function demoOwner({ owners }: Pick<Profile, 'owners'>): (typeof OWNERS)[number] {
  const owner = OWNERS.find(({ kind }) => owners.includes(kind));
  if (!owner) throw new Error('no kind of owner can have keys in this profile');
  return owner;
}

/** Returns a demo key for a profile: the known key if it is accepted, otherwise a new one. */
export async function demoData(
  client: AdminClient,
  profile: Profile,
  known: Demo | undefined,
): Promise<Demo> {
  if (known && (await isAccepted(client, known))) {
    const { tenant, demoKey, demoKeyId } = known;
    return { tenant, demoKey, demoKeyId };
  }
  const params = { tenant: TENANT };
  await ignoreExisting(client.call('createTenant', { body: { id: TENANT, name: 'Demo' } }));
  const { permissions, plan } = exampleOf(profile.name);
  const owner = await activeOwner(client, { ...demoOwner(profile), plan });
  const body = { owner, name: 'demo', permissions: permissions && [...permissions] };
  const { id, value } = await client.call('createKey', { params, body });
  return { tenant: TENANT, demoKey: value, demoKeyId: id };
}

async function isAccepted(client: AdminClient, { tenant, demoKey }: Demo): Promise<boolean> {
  try {
    const request = { params: { tenant }, body: { value: demoKey } };
    return (await client.call('verify', request)).outcome === 'allowed';
  } catch (error) {
    if (hasCode(error, 'not-found')) return false;
    throw error;
  }
}

/** Returns the first active owner of `demo-app`, `demo-app-2`, …; deactivated owners stay deactivated. */
async function activeOwner(client: AdminClient, owner: NewOwner): Promise<string> {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? owner.id : `${owner.id}-${number}`;
    const params = { tenant: TENANT };
    await ignoreExisting(client.call('createOwner', { params, body: { ...owner, id } }));
    const { status } = await client.call('showOwner', { params: { ...params, owner: id } });
    if (status === 'active') return id;
  }
}

async function ignoreExisting(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!hasCode(error, 'already-exists')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof ProblemError && error.code === code;
}
