import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterName } from '../../lib/contracts/deployment-parameters.ts';
import { SETTINGS_FILE } from '../../lib/contracts/settings-file.ts';
import { VERSION } from '../../lib/contracts/version.ts';
import { type Emulator, startEmulator } from '../local/emulator.ts';
import { ACCOUNT, REGION, rootClient, rootEnvironment } from '../local/environment.ts';
import { createStateDirectory } from '../local/home-folder.ts';
import { freePort } from '../local/port.ts';
import { ROOT, stateDirectoryIn } from '../local/state-directory.ts';
import { EMULATOR, pythonWith } from '../local/virtual-environment.ts';
import { pinned } from './package/pinned.ts';

/*
 * The packed package is enough for a deployment: `postern init`, `cdk deploy` of a stage of any name, an API of another app
 * that is protected with keys of the same profile, and `postern quickstart`, on the local emulator.
 */
const STAGE = 'staging';
const PROFILE = { prefix: 'acme_', header: 'X-Acme-Key' };
/** What the emulator does not support: S3 Object Lock, custom domains and some resource types. */
const FOR_EMULATOR = {
  ...{ emulator: true, trustedHost: 'host-header', useCliCredentials: true },
  ...{ audit: { archive: 'none' }, keyTable: { pointInTimeRecovery: false, customerManagedKey: false } },
};
const PROTECTED_APP = `
const { App, CfnOutput, CliCredentialsStackSynthesizer, Stack } = require('aws-cdk-lib');
const { LambdaIntegration, RestApi } = require('aws-cdk-lib/aws-apigateway');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { ApiKeys } = require('postern');

const stack = new Stack(new App(), 'Shop', { synthesizer: new CliCredentialsStackSynthesizer() });
const orders = new Function(stack, 'Orders', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: '[]' });"),
});
const api = new RestApi(stack, 'Api');
api.root.addResource('orders').addMethod('GET', new LambdaIntegration(orders));
const keys = ApiKeys.fromStage(stack, 'Keys', { stage: '${STAGE}', profile: ${JSON.stringify(PROFILE)} });
keys.protect(api);
new CfnOutput(stack, 'RestApiId', { value: api.restApiId });
`;
const DEPLOY = ['cdk', 'deploy', '--all', '--require-approval', 'never', '--method', 'direct'];

const folder = await mkdtemp(join(tmpdir(), 'postern-proof-app-'));
const home = stateDirectoryIn(folder);
const signal = AbortSignal.timeout(900_000);
const app = join(folder, 'platform');
const shop = join(folder, 'shop');

async function prove(emulator: Emulator): Promise<void> {
  const { endpointUrl } = emulator;
  const env = { ...rootEnvironment(home, endpointUrl), NODE_PATH: join(app, 'node_modules') };
  const run = async (cwd: string, command: string, ...args: string[]) =>
    (await promisify(execFile)(command, args, { cwd, env, signal, maxBuffer: 2 ** 26 })).stdout;

  await step('the package is installed', () => install(app));
  await step('postern init writes the settings of a stage of any name', async () => {
    await run(app, 'npx', 'postern', 'init', '--stage', STAGE, '--region', REGION);
    const settings = { stage: STAGE, region: REGION, profile: PROFILE, ...FOR_EMULATOR };
    await writeFile(join(app, SETTINGS_FILE), JSON.stringify(settings));
  });
  await step('cdk deploy deploys it', async () => {
    await run(app, 'npx', 'cdk', 'bootstrap', `aws://${ACCOUNT}/${REGION}`);
    await run(app, 'npx', ...DEPLOY);
  });
  await step('another app protects its API with the stage', async () => {
    await mkdir(shop);
    await writeFile(join(shop, 'app.js'), PROTECTED_APP);
    await run(shop, join(app, 'node_modules/.bin', 'cdk'), ...DEPLOY.slice(1), '--app', 'node app.js');
  });
  const orders = `${endpointUrl}/_aws/execute-api/${await restApiId(endpointUrl)}/prod/orders`;
  const status = async (headers: Record<string, string>) => (await fetch(orders, { headers })).status;
  const apiUrl = await localApiUrl(endpointUrl);
  const connection = ['--api-url', apiUrl, '--region', REGION, '--json'];
  const key = await step('postern quickstart issues a key with the prefix', async () => {
    const issued = JSON.parse(await run(app, 'npx', 'postern', 'quickstart', ...connection));
    if (!issued.value.startsWith('acme_live_')) throw new Error('The value has another prefix');
    return issued;
  });
  await step('the API accepts the key until it is revoked', async () => {
    const accepted = await status({ 'x-acme-key': key.value });
    const missing = await status({});
    const options = ['--tenant', key.tenant, '--yes', ...connection];
    await run(app, 'npx', 'postern', 'keys', 'revoke', key.id, ...options);
    const statuses = [accepted, missing, await status({ 'x-acme-key': key.value })].join();
    if (statuses !== '200,401,401') throw new Error(`Expected 200,401,401, received ${statuses}`);
  });
}

async function step<Result>(claim: string, attempt: () => Promise<Result>): Promise<Result> {
  const startedAtMs = performance.now();
  const result = await attempt();
  process.stdout.write(`holds  ${claim} (${Math.round((performance.now() - startedAtMs) / 1000)} s)\n`);
  return result;
}

async function install(place: string): Promise<void> {
  await mkdir(place);
  const npm = (...args: string[]) => promisify(execFile)('npm', args, { cwd: place, maxBuffer: 2 ** 26 });
  await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', place], {
    cwd: ROOT,
  });
  await npm('init', '--yes');
  const packages = [
    `./postern-${VERSION}.tgz`,
    ...(['aws-cdk-lib', 'constructs', 'aws-cdk'] as const).map(pinned),
  ];
  await npm('install', '--no-audit', '--no-fund', ...packages);
}

async function restApiId(endpointUrl: string): Promise<string | undefined> {
  const client = new CloudFormationClient(rootClient(endpointUrl));
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Shop' }));
  return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'RestApiId')?.OutputValue;
}

/** The address of the admin API on the emulator. The published URL has a host name of AWS. */
async function localApiUrl(endpointUrl: string): Promise<string> {
  const client = new SSMClient(rootClient(endpointUrl));
  const { Parameter } = await client.send(new GetParameterCommand({ Name: parameterName(STAGE, 'api-url') }));
  const [apiId] = new URL(Parameter?.Value ?? '').host.split('.');
  return `${endpointUrl}/_aws/execute-api/${apiId}`;
}

try {
  await createStateDirectory(home);
  const python = await pythonWith(EMULATOR, { home, signal, say: () => {} });
  const emulator = await startEmulator({ home, signal }, python, await freePort());
  try {
    await prove(emulator);
  } finally {
    await emulator.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
