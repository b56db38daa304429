import type { AdminClient } from '../api-client/admin-client.ts';
import { assertStage } from '../api-client/assert-stage.ts';
import { type Deployment, findLocalDeployment, isSafeApiUrl } from '../api-client/deployment.ts';
import { GatewayError } from '../api-client/errors.ts';
import type { Stage } from '../api-client/stage.ts';
import type { KeyProfileView } from '../contracts/http/profile.ts';
import type { LocalDeployment } from '../contracts/local-deployment.ts';
import type { CliContext } from './cli-context.ts';
import type { Context } from './context/context-file.ts';
import { currentContext } from './context/current-context.ts';
import { type DeploymentOptions, optionWords } from './deployment-options.ts';
import type { Progress } from './progress.ts';
import { explainRejection } from './rejected-request.ts';
import { UsageError } from './usage-error.ts';

/** The connection of a CLI run to one deployment. */
export interface Connection {
  readonly client: AdminClient;
  readonly deployment: Deployment;
  /** Reads the key profile of the deployment; throws the errors of `ReadProfile`. */
  readonly profile: () => Promise<KeyProfileView>;
  /** The outputs of the local deployment; undefined for a deployment in AWS. */
  readonly local: LocalDeployment | undefined;
  /** The name of its stage; undefined if the deployment is selected by URL. */
  readonly stage: string | undefined;
  /** Returns the tenant of a command: the option, else that of the context or the local deployment, else `fallback`. */
  readonly tenantOr: (option: string | undefined, fallback?: string) => string;
  /**
   * Returns the tenant of a key: the option, else that of the local deployment, else the one that a deployment in AWS
   * finds by the key ID.
   * @throws UsageError if the caller lacks permission for all tenants; ProblemError if the key does not exist
   */
  readonly tenantOfKey: (option: string | undefined, key: string) => Promise<string>;
}

type ConnectionDeps = Pick<CliContext, 'connect' | 'readProfile'> &
  Pick<Progress, 'during'> & {
    /** The options that select the deployment, for printed commands. */
    readonly options: readonly string[];
  };

/**
 * Finds the selected deployment and its credentials. Each setting comes from an option, else from the
 * environment (`POSTERN_STAGE`, `POSTERN_TENANT`, `AWS_REGION`, `AWS_PROFILE`), else from the context.
 * A URL selects the deployment directly. A stage is looked up in Systems Manager (`findApiUrl`). Without both, the file of
 * the local deployment in this folder or a parent folder selects it (`findLocalDeployment`).
 * @throws UsageError if no deployment is found; StageError, CredentialsError
 */
export async function openConnection(
  { apiUrl, stage, region, context: contextName }: DeploymentOptions,
  cli: Omit<ConnectionDeps, 'options'> & Pick<CliContext, 'directory' | 'environment' | 'findApiUrl'>,
): Promise<Connection> {
  const { environment, findApiUrl } = cli;
  const deps = { ...cli, options: optionWords({ apiUrl, stage, region, context: contextName }) };
  const context = await currentContext(contextName, environment);
  const tenant = environment.POSTERN_TENANT || context.tenant;
  if (apiUrl !== undefined) {
    if (!isSafeApiUrl(apiUrl)) {
      throw new UsageError(
        'Invalid --api-url: requests contain key values and require encryption',
        'Use an https URL, for example --api-url https://keys.example.com.',
      );
    }
    const remote = await remoteLocation(region, context, environment);
    return remoteConnection({ ...remote, apiUrl }, { tenant, stage: undefined }, deps);
  }
  const stageName = stage ?? (environment.POSTERN_STAGE || context.stage);
  if (stageName !== undefined) {
    const remote = await remoteLocation(region, context, environment);
    const stageUrl = await findApiUrl({ ...remote, stage: stageName });
    return remoteConnection({ ...remote, apiUrl: stageUrl }, { tenant, stage: stageName }, deps);
  }
  if (region !== undefined)
    throw new UsageError(
      '--region requires --stage or --api-url',
      'Add --stage <stage>, or remove --region to use the local deployment.',
    );
  return localConnection(await localDeploymentIn(cli.directory), tenant, deps);
}

/**
 * Returns the selected stage, its Region and the credentials, from the same sources as `openConnection`.
 * @param localAlternative for the advice: how the local deployment does the same
 * @throws UsageError without a stage; StageError if its name is invalid
 */
export async function locateStage(
  { stage, region, context: contextName }: DeploymentOptions,
  environment: CliContext['environment'],
  localAlternative = '',
): Promise<Stage> {
  const context = await currentContext(contextName, environment);
  const stageName = stage ?? (environment.POSTERN_STAGE || context.stage);
  if (stageName !== undefined) {
    const location = { ...(await remoteLocation(region, context, environment)), stage: stageName };
    assertStage(location);
    return location;
  }
  throw new UsageError(
    'Stage is missing',
    `Add --stage <stage> and --region <region>. This command is for stages in AWS.${localAlternative && ` ${localAlternative}`}`,
  );
}

/** The Region, and the credentials that the AWS CLI would use; their module is loaded only for deployments in AWS. */
async function remoteLocation(
  region: string | undefined,
  context: Context,
  environment: CliContext['environment'],
): Promise<Omit<Deployment, 'apiUrl'>> {
  const [{ fromNodeProviderChain }, { requireProfile }] = await Promise.all([
    import('@aws-sdk/credential-providers'),
    import('./aws-profile.ts'),
  ]);
  const profile = environment.AWS_PROFILE || (environment.AWS_ACCESS_KEY_ID ? undefined : context.profile);
  if (profile) await requireProfile(profile, environment);
  return {
    region: regionOf(region, context, environment),
    credentials: fromNodeProviderChain(profile === undefined ? {} : { profile }),
  };
}

async function remoteConnection(
  deployment: Deployment,
  { tenant, stage }: { readonly tenant: string | undefined } & Pick<Connection, 'stage'>,
  deps: ConnectionDeps,
): Promise<Connection> {
  const connected = await connect(deployment, deps);
  return {
    ...connected,
    ...{ stage, local: undefined },
    tenantOr: (option, fallback) => needTenant(option ?? tenant ?? fallback),
    tenantOfKey: async (option, key) => option ?? tenant ?? findTenant(connected.client, key),
  };
}

async function localConnection(
  local: LocalDeployment,
  tenant: string | undefined,
  deps: ConnectionDeps,
): Promise<Connection> {
  const deployment = { apiUrl: local.apiUrl, region: local.region, credentials: local.admin };
  const tenantOr = (option: string | undefined) => option ?? tenant ?? local.tenant;
  return {
    ...(await connect(deployment, deps)),
    ...{ stage: 'local', local, tenantOr },
    tenantOfKey: async (option) => tenantOr(option),
  };
}

/** Wraps a client: slow calls show the progress, and errors name the missing resource. */
async function connect(deployment: Deployment, { connect, readProfile, during, options }: ConnectionDeps) {
  const connected = await connect(deployment);
  const client: AdminClient = {
    call: (operation, request) =>
      during(connected.call(operation, request)).catch((error: unknown) =>
        explainRejection(error, request, { client: connected, deployment: options }),
      ),
  };
  return {
    deployment,
    client,
    profile: () => during(readProfile(deployment.apiUrl)),
  };
}

async function localDeploymentIn(directory: string): Promise<LocalDeployment> {
  const local = await findLocalDeployment(directory);
  if (local) return local;
  throw new UsageError(
    'No local deployment found in this folder or any parent folder',
    'Run npm start, or select a deployment in AWS with --stage and --region.',
  );
}

function regionOf(
  option: string | undefined,
  context: Context,
  environment: CliContext['environment'],
): string {
  const region = option ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || context.region);
  if (region) return region;
  throw new UsageError(
    'AWS Region is missing',
    'Add --region <region>, set AWS_REGION, or use a context with a Region.',
  );
}

function needTenant(tenant: string | undefined): string {
  if (tenant !== undefined) return tenant;
  throw new UsageError(
    'Tenant is missing',
    'Add --tenant <tenant>, set POSTERN_TENANT, or use a context with a tenant. List the tenants: postern tenants list',
  );
}

async function findTenant(client: AdminClient, key: string): Promise<string> {
  try {
    return (await client.call('findKey', { params: { key } })).tenant;
  } catch (error) {
    if (!(error instanceof GatewayError && error.status === 403)) throw error;
    throw new UsageError(
      'Finding the tenant of a key requires permission for all tenants',
      'Add --tenant <tenant>.',
    );
  }
}
