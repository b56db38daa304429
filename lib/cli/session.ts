import type { AdminClient } from '../api-client/admin-client.ts';
import { type Deployment, findLocalDeployment, isSafeApiUrl } from '../api-client/deployment.ts';
import type { KeyContractView } from '../contracts/http/contract.ts';
import type { LocalDeployment } from '../contracts/local-deployment.ts';
import type { Progress } from './progress.ts';
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
  /** Asks the deployment for its key contract; throws as `ReadContract` does. */
  readonly contract: () => Promise<KeyContractView>;
  /** What the local stack says of itself, where that is the deployment. */
  readonly local: LocalDeployment | undefined;
  /** The tenant that a command is about: the given one, else the local deployment's own. */
  readonly tenantOr: (given: string | undefined) => string;
}

type Connections = Pick<Surroundings, 'connect' | 'readContract'> & Pick<Progress, 'during'>;

/**
 * Finds the deployment that is meant and the credentials for it: the URL or stage among the options, the stage
 * of the environment (`POSTERN_STAGE`), the local one.
 * @throws UsageError where there is none; StageError, CredentialsError
 */
export async function openSession(
  { apiUrl, stage, region }: DeploymentOptions,
  surroundings: Connections & Pick<Surroundings, 'directory' | 'environment' | 'findApiUrl'>,
): Promise<Session> {
  const { environment, findApiUrl } = surroundings;
  if (apiUrl !== undefined) {
    if (!isSafeApiUrl(apiUrl)) {
      throw new UsageError('--api-url must be an https URL, so that values are encrypted on their way');
    }
    const remote = { region: regionOf(region, environment), credentials: await credentialsOfUser() };
    return remoteSession({ ...remote, apiUrl }, surroundings);
  }
  const named = stage ?? environment.POSTERN_STAGE;
  if (named) {
    const remote = { region: regionOf(region, environment), credentials: await credentialsOfUser() };
    const found = await findApiUrl({ ...remote, stage: named });
    return remoteSession({ ...remote, apiUrl: found }, surroundings);
  }
  if (region !== undefined) throw new UsageError('--region goes with --stage or --api-url');
  return localSession(await localDeploymentIn(surroundings.directory), surroundings);
}

/** The credentials that the AWS CLI would use; their module is loaded only for deployments in AWS. */
async function credentialsOfUser(): Promise<Deployment['credentials']> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return fromNodeProviderChain();
}

async function remoteSession(deployment: Deployment, connections: Connections): Promise<Session> {
  return { ...(await connect(deployment, connections)), local: undefined, tenantOr: needTenant };
}

async function localSession(local: LocalDeployment, connections: Connections): Promise<Session> {
  const deployment = { apiUrl: local.apiUrl, region: local.region, credentials: local.admin };
  return { ...(await connect(deployment, connections)), local, tenantOr: (given) => given ?? local.tenant };
}

/** Every call of the deployment shows the progress, where it takes long. */
async function connect(deployment: Deployment, { connect, readContract, during }: Connections) {
  const connected = await connect(deployment);
  const client: AdminClient = {
    call: (operation, request) => during(connected.call(operation, request)),
  };
  return {
    deployment,
    client,
    contract: () => during(readContract(deployment.apiUrl)),
  };
}

async function localDeploymentIn(directory: string): Promise<LocalDeployment> {
  const local = await findLocalDeployment(directory);
  if (local) return local;
  throw new UsageError(
    'there is no local deployment here or in any folder above',
    'run `npm start`, or name a deployment in AWS with --stage and --region',
  );
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
