import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AdminClient } from '../api-client/admin-client.ts';
import { findLocalDeployment, isSafeApiUrl } from '../api-client/deployment.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage-error.ts';

/** The options that say which deployment is meant; the local one without them. */
export interface DeploymentOptions {
  readonly apiUrl?: string | undefined;
  readonly region?: string | undefined;
}

/** A deployment to work with. */
export interface Session {
  readonly client: AdminClient;
  /** The tenant that a command is about: the given one, else the local deployment's own. */
  readonly tenantOr: (given: string | undefined) => string;
}

/**
 * Finds the deployment that is meant and the credentials for it.
 * @throws UsageError where there is none
 */
export async function openSession(
  { apiUrl, region }: DeploymentOptions,
  { directory, connect }: Pick<Surroundings, 'directory' | 'connect'>,
): Promise<Session> {
  if (apiUrl !== undefined && region !== undefined) {
    if (!isSafeApiUrl(apiUrl)) {
      throw new UsageError('--api-url must be an https URL, so that values are encrypted on their way');
    }
    const credentials = fromNodeProviderChain();
    return { client: connect({ apiUrl, region, credentials }), tenantOr: needTenant };
  }
  if (apiUrl !== undefined || region !== undefined)
    throw new UsageError('--api-url and --region go together');

  const local = await findLocalDeployment(directory);
  if (!local) {
    throw new UsageError(
      'there is no local deployment here or in any folder above',
      'run `npm start`, or name another deployment with --api-url and --region',
    );
  }
  const client = connect({ apiUrl: local.apiUrl, region: local.region, credentials: local.admin });
  return { client, tenantOr: (given) => given ?? local.tenant };
}

function needTenant(given: string | undefined): string {
  if (given === undefined)
    throw new UsageError('this deployment has no default tenant', 'add --tenant <tenant>');
  return given;
}
