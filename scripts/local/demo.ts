import { type AdminClient, type AdminRequest, createAdminClient } from '../../lib/api-client/admin-client.ts';
import { ProblemError } from '../../lib/api-client/errors.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { exampleOf } from './examples/examples.ts';

const TENANT = 'demo';

/** Whose the demo key can be; the first that the profile lets have keys. */
const OWNERS = [
  { id: 'demo-app', kind: 'application' },
  { id: 'demo-account', kind: 'account' },
  { id: 'demo-person', kind: 'person', role: 'app-admin' },
] as const;

type NewOwner = AdminRequest<'createOwner'>['body'];

export type Demo = Pick<LocalDeployment, 'tenant' | 'demoKey' | 'demoKeyId'>;

/** The admin API of a local deployment, as the user that may administer it. */
export function adminClient({
  apiUrl,
  region,
  admin,
}: Pick<LocalDeployment, 'apiUrl' | 'region' | 'admin'>): AdminClient {
  return createAdminClient(createSignedTransport({ apiUrl, region, credentials: admin }));
}

/** The owner of a profile's demo key; where somebody cut that one off, it is one with a number at its end. */
export function demoOwner({ owners }: Pick<Profile, 'owners'>): (typeof OWNERS)[number] {
  const owner = OWNERS.find(({ kind }) => owners.includes(kind));
  if (!owner) throw new Error('the profile lets nobody have keys');
  return owner;
}

/** A key to try a profile with: the known one while it is accepted, or else a new one. */
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

/** The first of `demo-app`, `demo-app-2`, … that isn't cut off: whoever is stays so. */
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
