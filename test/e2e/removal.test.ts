import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  DeleteUserPoolCommand,
  DeleteUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, inject, it } from 'vitest';
import { openRemoval } from '../../lib/api-client/removal-account.ts';
import { addPostern } from '../../lib/stacks/postern.ts';
import { local } from '../../lib/stages/local.ts';
import type { StageSettings } from '../../lib/stages/stage.ts';
import { ACCOUNT, rootClient } from '../../scripts/local/environment.ts';
import { fakeApi } from '../cli/support/fake-api.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { temporaryApp } from '../support/temporary-app.ts';
import { deployApp } from './support/deploy-app.ts';

const { endpointUrl, region } = inject('deployment');
const root = rootClient(endpointUrl);
const cloudFormation = new CloudFormationClient(root);
const cognito = new CognitoIdentityProviderClient(root);
const secrets = new SecretsManagerClient(root);

/** A stage with the removal of `prod`, beside the shared deployment. */
const TRIAL: StageSettings = { ...local, stage: 'trial', removal: 'retain', sample: false };
const TIMEOUT_MS = 400_000;

function deployTrial(settings: Partial<StageSettings> = {}): Promise<void> {
  return deployApp((app) => addPostern(app, { ...TRIAL, ...settings }));
}

/** The stacks of the stage, newest first. */
async function stacks(): Promise<readonly string[]> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  const names = Stacks.flatMap(({ StackName = '' }) =>
    StackName.startsWith('Postern-trial-') ? StackName : [],
  );
  return ['Monitoring', 'Access', 'Rotation', 'Data']
    .map((stack) => `Postern-trial-${stack}`)
    .filter((name) => names.includes(name));
}

/** Deletes the stacks in the order of `cdk destroy`. */
async function destroyTrial(): Promise<void> {
  for (const StackName of await stacks()) {
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete(
      { client: cloudFormation, maxWaitTime: 60, minDelay: 1 },
      { StackName },
    );
  }
}

async function resourcesOf(StackName: string, type?: string): Promise<readonly string[]> {
  const resources = paginateListStackResources({ client: cloudFormation }, { StackName });
  const found: string[] = [];
  for await (const { StackResourceSummaries = [] } of resources) {
    const wanted = StackResourceSummaries.filter(
      ({ ResourceType }) => type === undefined || ResourceType === type,
    );
    found.push(...wanted.flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []));
  }
  return found;
}

/** The names of everything in the account that a deployment of the stage creates with a name. */
async function remains(): Promise<readonly string[]> {
  const [tables, logs, roles, functions, topics, queues, parameters] = await Promise.all([
    new DynamoDBClient(root).send(new ListTablesCommand({})),
    new CloudWatchLogsClient(root).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'Postern-trial' }),
    ),
    new IAMClient(root).send(new ListRolesCommand({ MaxItems: 1000 })),
    new LambdaClient(root).send(new ListFunctionsCommand({})),
    new SNSClient(root).send(new ListTopicsCommand({})),
    new SQSClient(root).send(new ListQueuesCommand({})),
    new SSMClient(root).send(new GetParametersByPathCommand({ Path: '/postern/trial', Recursive: true })),
  ]);
  const names = [
    ...(tables.TableNames ?? []),
    ...(logs.logGroups ?? []).map(({ logGroupName }) => logGroupName),
    ...(roles.Roles ?? []).map(({ RoleName }) => RoleName),
    ...(functions.Functions ?? []).map(({ FunctionName }) => FunctionName),
    ...(topics.Topics ?? []).map(({ TopicArn }) => TopicArn),
    ...(queues.QueueUrls ?? []),
    ...(parameters.Parameters ?? []).map(({ Name }) => Name),
  ];
  return names.flatMap((name = '') => (/[Pp]ostern.trial/.test(name) ? name : []));
}

function remove(...words: readonly string[]) {
  return runCli(['remove', '--stage', 'trial', '--region', region, ...words], {
    transport: fakeApi().transport,
    local: false,
    clock: Date.now,
    instruments: {
      openRemoval: ({ stage }) => openRemoval({ ...root, endpoint: endpointUrl, stage }),
      pause: async () => {},
    },
  });
}

/** The domain of the sign-in page, which another user pool can own. */
function signInDomain(): string {
  const app = temporaryApp();
  addPostern(app, TRIAL);
  const data = app.node.findChild('Postern-trial-Data');
  if (!(data instanceof Stack)) return expect.fail();
  const [domain] = Object.values(Template.fromStack(data).findResources('AWS::Cognito::UserPoolDomain'));
  const [prefix] = domain ? domain.Properties.Domain['Fn::Join'][1] : expect.fail();
  return `${prefix}${ACCOUNT}`;
}

it('a failed first deployment can be repeated', { timeout: TIMEOUT_MS }, async () => {
  const Domain = signInDomain();
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'owner-of-the-domain' }));
  const UserPoolId = UserPool?.Id;
  await cognito.send(new CreateUserPoolDomainCommand({ Domain, UserPoolId }));
  await expect(deployTrial()).rejects.toThrow();
  await cognito.send(new DeleteUserPoolDomainCommand({ Domain, UserPoolId }));
  await cognito.send(new DeleteUserPoolCommand({ UserPoolId }));
  await deployTrial();
  expect(await stacks()).toHaveLength(4);
});

it('console users can be switched off and on again', { timeout: TIMEOUT_MS }, async () => {
  const pool = () => resourcesOf('Postern-trial-Data', 'AWS::Cognito::UserPool');
  const before = await pool();
  await deployTrial({ consoleUsers: 'none' });
  expect(await pool()).toEqual([]);
  await deployTrial();
  expect(await pool()).toHaveLength(1);
  expect(await pool()).not.toEqual(before);
});

it('a deployment after cdk destroy succeeds beside the retained tables', {
  timeout: TIMEOUT_MS,
}, async () => {
  const tables = await resourcesOf('Postern-trial-Data', 'AWS::DynamoDB::GlobalTable');
  await destroyTrial();
  expect(await remains()).toEqual(expect.arrayContaining([...tables]));
  await deployTrial();
  expect(await stacks()).toHaveLength(4);
});

it('the documented steps remove everything that the stage created', { timeout: TIMEOUT_MS }, async () => {
  for (const name of ['one', 'two']) {
    await secrets.send(
      new CreateSecretCommand({
        Name: `postern/trial/${name}`,
        SecretString: 'value',
        AddReplicaRegions: [{ Region: 'eu-west-1' }],
      }),
    );
  }
  const retaining = await remove('--yes');
  expect(retaining.stderr).toContain('removal=destroy');
  await deployTrial({ removal: 'destroy' });
  const created = (await Promise.all((await stacks()).map((stack) => resourcesOf(stack)))).flat();
  const present = async () => (await remains()).filter((name) => created.includes(name));
  expect((await present()).length).toBeGreaterThan(40);
  const removed = await remove('--yes');
  expect(removed.stderr).toContain('Deleted postern/trial/two (2 of 2)');
  expect(removed.exitCode).toBe(0);
  await destroyTrial();
  expect(await present()).toEqual([]);
  const { stdout } = await remove();
  expect(stdout).toContain('2. Secrets of managed keys: none.');
  expect(stdout).toContain('3. Stacks: none.');
});
