import type { AdminClient } from '../../api-client/admin-client.ts';
import { readAll } from '../../api-client/paginate.ts';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { LocalDeployment } from '../../contracts/local-deployment.ts';
import type { Cli } from '../cli.ts';
import { shellCommand } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';
import { DemoError } from './demo-error.ts';

/** The deployment and the key owner of a demo. */
export interface DemoContext {
  readonly client: AdminClient;
  readonly local: LocalDeployment;
  readonly profile: KeyProfileView;
  readonly owner: string;
}

/**
 * @throws UsageError if another deployment is selected; DemoError if no owner can have keys
 */
export async function openDemoContext(cli: Pick<Cli, 'open'>): Promise<DemoContext> {
  const { client, local, profile: readProfile } = await cli.open();
  if (!local) {
    throw new UsageError(
      'The demo requires the sample API of the local deployment',
      'Remove --stage and --api-url, unset POSTERN_STAGE, and run npm start.',
    );
  }
  const profile = await readProfile();
  return { client, local, profile, owner: await activeOwner(client, local.tenant, profile) };
}

/**
 * Returns an active owner that can have keys.
 * @throws DemoError if none exists
 */
async function activeOwner(
  client: AdminClient,
  tenant: string,
  { ownerKinds: kinds }: KeyProfileView,
): Promise<string> {
  const owners = await readAll((cursor) =>
    client.call('listOwners', { params: { tenant }, query: { cursor, limit: 100 } }),
  );
  const active = owners.find(({ status, kind }) => status === 'active' && kinds.includes(kind));
  if (active) return active.id;
  const kind = kinds.find((each) => each !== 'person');
  const what = kind === undefined ? ['--kind', 'person', '--role', 'developer'] : ['--kind', kind];
  const words = ['npx', 'postern', 'owners', 'create', 'demo-owner', ...what, '--tenant', tenant];
  throw new DemoError(
    `Tenant ${tenant} has no active owner that can have keys`,
    `Create one: ${shellCommand(...words)}`,
  );
}
