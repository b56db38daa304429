import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AdminClient } from '../api-client/admin-client.ts';
import { type Deployment, findLocalDeployment, isSafeApiUrl } from '../api-client/deployment.ts';
import type { LocalDeployment } from '../contracts/local-deployment.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage-error.ts';

/** The options that say which deployment is meant; the local one without them. */
export interface DeploymentOptions {
  readonly apiUrl?: string | undefined;
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
}

/** A deployment to work with. */
export interface Session {
  readonly client: AdminClient;
  readonly deployment: Deployment;
  /** What the local stack says of itself, where that is the deployment. */
  readonly local: LocalDeployment | undefined;
  /** The tenant that a command is about: the given one, else the local deployment's own. */
  readonly tenantOr: (given: string | undefined) => string;
}

/**
 * Finds the deployment that is meant and the credentials for it: the URL or stage among the options, the stage
 * of the environment (`POSTERN_STAGE`), the local one.
 * @throws UsageError where there is none; StageError, CredentialsError
 */
export async function openSession(
  { apiUrl, stage, region }: DeploymentOptions,
  surroundings: Pick<Surroundings, 'directory' | 'environment' | 'connect' | 'findApiUrl'>,
): Promise<Session> {
  const { environment, connect, findApiUrl } = surroundings;
  if (apiUrl !== undefined) {
    if (!isSafeApiUrl(apiUrl)) {
      throw new UsageError('--api-url must be an https URL, so that values are encrypted on their way');
    }
    const remote = { region: regionOf(region, environment), credentials: fromNodeProviderChain() };
    return remoteSession({ ...remote, apiUrl }, connect);
  }
  const named = stage ?? environment.POSTERN_STAGE;
  if (named) {
    const remote = { region: regionOf(region, environment), credentials: fromNodeProviderChain() };
    const found = await findApiUrl({ ...remote, stage: named });
    return remoteSession({ ...remote, apiUrl: found }, connect);
  }
  if (region !== undefined) throw new UsageError('--region goes with --stage or --api-url');
  return openLocalSession(surroundings);
}

function remoteSession(deployment: Deployment, connect: Surroundings['connect']): Session {
  return { client: connect(deployment), deployment, local: undefined, tenantOr: needTenant };
}

async function openLocalSession({
  directory,
  connect,
}: Pick<Surroundings, 'directory' | 'connect'>): Promise<Session> {
  const local = await findLocalDeployment(directory);
  if (!local) {
    throw new UsageError(
      'there is no local deployment here or in any folder above',
      'run `npm start`, or name a deployment in AWS with --stage and --region',
    );
  }
  const deployment = { apiUrl: local.apiUrl, region: local.region, credentials: local.admin };
  return { client: connect(deployment), deployment, local, tenantOr: (given) => given ?? local.tenant };
}

function regionOf(given: string | undefined, environment: Surroundings['environment']): string {
  const region = given ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (region) return region;
  throw new UsageError('no region is named', 'add --region <region>, or set AWS_REGION');
}

function needTenant(given: string | undefined): string {
  if (given === undefined)
    throw new UsageError('this deployment has no default tenant', 'add --tenant <tenant>');
  return given;
}
