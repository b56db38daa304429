import type { AdminClient } from '../api-client/admin-client.ts';
import { ProblemError } from '../api-client/errors.ts';
import type { KeyProfileView } from '../contracts/http/profile.ts';
import type { Cli } from './cli.ts';

export interface OwnerName {
  readonly tenant: string;
  readonly owner: string;
}

/** Creates the tenant and the owner that are missing. @returns whether any was */
export async function createMissing(
  cli: Pick<Cli, 'info'>,
  client: AdminClient,
  { tenant, owner }: OwnerName,
  profile: Pick<KeyProfileView, 'ownerKinds'>,
): Promise<boolean> {
  const kind = profile.ownerKinds.find((each) => each !== 'person');
  const body = kind
    ? { id: owner, kind }
    : { id: owner, kind: 'person' as const, role: 'developer' as const };
  const isNewTenant = await isCreated(client.call('createTenant', { body: { id: tenant } }));
  if (isNewTenant) await cli.info(`Created tenant ${tenant}.`);
  const isNewOwner = await isCreated(client.call('createOwner', { params: { tenant }, body }));
  if (isNewOwner) await cli.info(`Created owner ${owner}.`);
  return isNewTenant || isNewOwner;
}

/** Returns false if the resource already existed. */
async function isCreated(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'already-exists') return false;
    throw error;
  }
}
