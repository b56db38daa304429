import type { ProbeResponse } from '../../api-client/probe.ts';
import type { CliContext } from '../cli-context.ts';
import type { Connection } from '../connection.ts';
import { failureOf } from '../error-messages.ts';
import { helpAdvice } from '../usage-error.ts';
import { checkCaller, checkConcurrency } from './account.ts';
import { checkApis } from './apis.ts';
import type { Check, Finding } from './check.ts';
import { checkClock } from './clock.ts';
import { readDescription } from './description.ts';
import { checkEndpoint } from './endpoint.ts';
import { checkNodeVersion } from './node-version.ts';
import { checkPermissions } from './permissions.ts';
import { checkProfiles } from './profiles.ts';
import { checkReceivers } from './receivers.ts';
import { checkRoutes } from './routes.ts';
import { checkVersion } from './version.ts';

export type DoctorDeps = Pick<CliContext, 'clock' | 'probe' | 'openAccount' | 'nodeVersion'>;

/** The tenant whose permissions are checked, and the optional checks of the Region. */
export interface DoctorOptions {
  readonly tenant: string | undefined;
  /** Whether the APIs with the shared authorizer are checked. */
  readonly apis: boolean;
  /** Whether the profile is compared with those of other stages. */
  readonly profiles: boolean;
}

const NO_CREDENTIALS: Finding = { status: 'skip', found: 'no AWS credentials' };
const NO_DESCRIPTION: Finding = { status: 'skip', found: 'the endpoint has no OpenAPI document' };
const UNREADABLE: Finding = {
  status: 'fail',
  found: 'the OpenAPI document of the deployment is not readable by this CLI version',
  advice: 'Use the CLI version of the deployment, or deploy this version.',
};
const NO_ANSWER: Finding = { status: 'skip', found: 'the endpoint does not respond' };

/** Runs all checks. A check whose prerequisites failed is skipped. */
export async function diagnose(
  open: () => Promise<Connection>,
  options: DoctorOptions,
  instruments: DoctorDeps,
): Promise<readonly Check[]> {
  const node = { check: 'node', ...(await checkNodeVersion(instruments.nodeVersion)) };
  let connection: Connection;
  try {
    connection = await open();
  } catch (error) {
    return [node, { check: 'deployment', ...failed(error) }];
  }
  const found = connection.local ? 'local' : `in ${connection.deployment.region}`;
  const rest = await checkDeployment(connection, options, instruments);
  return [node, { check: 'deployment', status: 'ok', found }, ...rest];
}

async function checkDeployment(
  connection: Connection,
  { tenant, apis, profiles }: DoctorOptions,
  instruments: DoctorDeps,
): Promise<Check[]> {
  const [account, api, gatewayApis, stageProfiles] = await Promise.all([
    checkAccount(connection, instruments),
    checkApi(connection, tenant, instruments),
    apis ? checkGatewayApis(connection, instruments) : [],
    profiles ? checkStageProfiles(connection, instruments) : [],
  ]);
  const named = Object.entries({ ...account, ...api }).map(([check, finding]) => ({ check, ...finding }));
  return [...named, ...gatewayApis, ...stageProfiles];
}

async function checkGatewayApis(
  { local, deployment, stage }: Connection,
  { openAccount }: DoctorDeps,
): Promise<readonly Check[]> {
  if (local) return [{ check: 'apis', status: 'skip', found: 'the local deployment has only sample APIs' }];
  return checkApis(openAccount(deployment), stage);
}

async function checkStageProfiles(
  { local, deployment, stage }: Connection,
  { openAccount }: DoctorDeps,
): Promise<readonly Check[]> {
  const found = 'the emulator of the local deployment has no other stage';
  const finding: Finding = local
    ? { status: 'skip', found }
    : await checkProfiles(openAccount(deployment), stage);
  return [{ check: 'profiles', ...finding }];
}

async function checkAccount({ local, deployment, stage }: Connection, { openAccount }: DoctorDeps) {
  if (local) {
    const found = `administrator of the local deployment, ${local.admin.accessKeyId}`;
    return {
      credentials: { status: 'ok', found },
      concurrency: { status: 'skip', found: 'the emulator of the local deployment has no limit' },
      receivers: { status: 'skip', found: 'npm start prints the notifications of the local deployment' },
    } as const satisfies Record<string, Finding>;
  }
  const account = openAccount(deployment);
  const credentials = await checkCaller(account);
  if (credentials.status !== 'ok') {
    return { credentials, concurrency: NO_CREDENTIALS, receivers: NO_CREDENTIALS };
  }
  const [concurrency, receivers] = await Promise.all([
    checkConcurrency(account),
    checkReceivers(account, stage),
  ]);
  return { credentials, concurrency, receivers };
}

async function checkApi(
  { client, local, deployment: { apiUrl } }: Connection,
  tenant: string | undefined,
  { probe, clock }: DoctorDeps,
): Promise<Readonly<Record<'endpoint' | 'clock' | 'version' | 'routes' | 'permissions', Finding>>> {
  let answer: ProbeResponse;
  try {
    answer = await probe(apiUrl);
  } catch (error) {
    const advice = 'Locally, run npm start. Otherwise check the URL and the network.';
    return {
      endpoint: { ...failed(error), advice },
      clock: NO_ANSWER,
      version: NO_ANSWER,
      routes: NO_ANSWER,
      permissions: NO_ANSWER,
    };
  }
  const time = checkClock(clock(), answer.date);
  return {
    endpoint: checkEndpoint(apiUrl, answer),
    clock: time,
    ...checkDescription(answer),
    permissions: await checkPermissions(client, tenant ?? local?.tenant),
  };
}

function checkDescription(answer: ProbeResponse): Readonly<Record<'version' | 'routes', Finding>> {
  if (answer.status !== 200) return { version: NO_DESCRIPTION, routes: NO_DESCRIPTION };
  const description = readDescription(answer);
  if (!description) return { version: NO_DESCRIPTION, routes: UNREADABLE };
  return { version: checkVersion(description), routes: checkRoutes(description) };
}

function failed(error: unknown): Finding {
  const { message, advice } = failureOf(error, helpAdvice('doctor'));
  return { status: 'fail', found: message, advice };
}
