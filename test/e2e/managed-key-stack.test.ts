import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateAccessKeyCommand, DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type App, CfnOutput, CliCredentialsStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { expect, inject, it } from 'vitest';
import { createConflictBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import type { NewManagedKeyProps } from '../../lib/constructs/managed-key/managed-key-props.ts';
import { managedKey } from '../../lib/consumer/consumer.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { adminClient, newTenant } from './support/admin.ts';
import { deployApp } from './support/deploy-app.ts';
import { deployedKeyTable } from './support/key-table.ts';

const { endpointUrl, region } = inject('deployment');
const STACK = 'Payments';
const iam = new IAMClient(rootClient(endpointUrl));
const cloudFormation = new CloudFormationClient(rootClient(endpointUrl));
const store = createStore({ ...deployedKeyTable, backoff: createConflictBackoff(Math.random) });

/** An app with an IAM user that reads a managed key. */
function define(app: App, props: NewManagedKeyProps, name = STACK): void {
  const stack = new Stack(app, name, { env: { region }, synthesizer: new CliCredentialsStackSynthesizer() });
  const reader = new User(stack, 'ServiceUser');
  const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'local', tenantSuspension: true });
  const key = keys.managedKey('Payments', { ...props, readers: [reader] });
  new CfnOutput(stack, 'Reader', { value: reader.userName });
  new CfnOutput(stack, 'KeyId', { value: key.keyId });
  new CfnOutput(stack, 'SecretArn', { value: key.secretArn });
}

async function output(name: string): Promise<string> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  const found = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  return found ?? expect.fail(`the stack has no output ${name}`);
}

/** Reads a secret as an IAM user, with a temporary access key. A user with an access key cannot be deleted. */
async function readAsUser(UserName: string, SecretId: string): Promise<string> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  const client = new SecretsManagerClient({ ...rootClient(endpointUrl), credentials });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  return SecretString ?? expect.fail('the secret holds no text');
}

it('a stack creates a managed key, updates its rotation settings and unmanages it, and the value of the reader stays valid', async () => {
  const tenant = await newTenant();
  const props = { tenant, owner: 'app', name: 'Payments', consumerCache: Duration.minutes(5) };
  await deployApp((app) => define(app, props));
  const [keyId, secretId] = [await output('KeyId'), await output('SecretArn')];
  const user = await output('Reader');
  const key = managedKey({ read: () => readAsUser(user, secretId) });
  const held = await key.current();
  const verified = () => adminClient.call('verify', { params: { tenant }, body: { value: held.value } });
  expect(held.keyId).toBe(keyId);
  expect(await verified()).toMatchObject({ outcome: 'allowed' });

  await deployApp((app) => define(app, { ...props, rotateEvery: Duration.days(30), permissions: ['write'] }));
  expect(await output('KeyId')).toBe(keyId);
  expect(await store.readManagedKey(keyId)).toMatchObject({ rotateEveryMs: 30 * 86_400_000 });
  expect((await store.readKey(keyId))?.permissions).toEqual(['write']);

  await cloudFormation.send(new DeleteStackCommand({ StackName: STACK }));
  await waitUntilStackDeleteComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 1 },
    { StackName: STACK },
  );
  expect(await store.readManagedKey(keyId)).toBeUndefined();
  expect(await verified()).toMatchObject({ outcome: 'allowed' });
  const left = new DescribeSecretCommand({ SecretId: secretId });
  const { Tags } = await new SecretsManagerClient(rootClient(endpointUrl)).send(left);
  expect(Tags).toContainEqual({ Key: 'postern:state', Value: 'unmanaged' });
});

it('a stack with a missing owner fails with the command that creates it, and rolls back', async () => {
  const tenant = await newTenant();
  const StackName = 'OfNobody';
  await expect(deployApp((app) => define(app, { tenant, owner: 'nobody' }, StackName))).rejects.toThrow();
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  const reasons = StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n');
  expect(reasons).toContain(`npx postern owners create nobody --kind application --tenant ${tenant}`);
  expect(StackEvents[0]?.ResourceStatus).toBe('ROLLBACK_COMPLETE');
});
