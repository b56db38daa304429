import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type App, CfnOutput, CliCredentialsStackSynthesizer, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { beforeAll, expect, inject, it } from 'vitest';
import { createAdminClient } from '../../lib/api-client/admin-client.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../lib/constructs/key-store/key-store.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { deployApp } from './support/deploy-app.ts';
import { allowedAttempts } from './support/role-attempts.ts';

const { endpointUrl, region } = inject('deployment');
const STACK = 'Holders';
const PROFILES = ['minds', 'mindset'] as const;

/** An app with two deployments, each with its own table. */
function define(app: App): void {
  const stack = new Stack(app, STACK, { env: { region }, synthesizer: new CliCredentialsStackSynthesizer() });
  for (const profile of PROFILES) {
    const disposable = { deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY };
    const store = new KeyStore(stack, `${profile}Store`, disposable);
    const { api } = new ApiKeys(stack, `${profile}Keys`, { profile, store });
    new CfnOutput(stack, `${profile}Api`, { value: api.apiId });
    new CfnOutput(stack, `${profile}Table`, { value: store.table.tableName });
  }
}

let outputs: ReadonlyMap<string | undefined, string | undefined>;

beforeAll(async () => {
  await deployApp(define);
  const { Stacks = [] } = await new CloudFormationClient(rootClient(endpointUrl)).send(
    new DescribeStacksCommand({ StackName: STACK }),
  );
  outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
});

/** Creates a tenant and a key through the admin API. */
async function newKey(profile: (typeof PROFILES)[number], kind: 'account' | 'application') {
  const apiUrl = `http://${outputs.get(`${profile}Api`)}.execute-api.localhost:${new URL(endpointUrl).port}`;
  const { credentials } = rootClient(endpointUrl);
  const client = createAdminClient(createSignedTransport({ apiUrl, region, credentials }));
  const tenant = `t-${crypto.randomUUID().slice(0, 12)}`;
  await client.call('createTenant', { body: { id: tenant } });
  await client.call('createOwner', { params: { tenant }, body: { id: 'app', kind } });
  return client.call('createKey', { params: { tenant }, body: { owner: 'app' } });
}

async function call(profile: string, request: string, headers: Record<string, string>, body?: object) {
  const [method, path] = request.split(' ');
  const response = await fetch(`${endpointUrl}/_aws/execute-api/${outputs.get(`${profile}Api`)}${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
}

it('a key manages the keys of its owner, with the permissions of the function (MI-07 to MI-15)', async () => {
  const { id, value } = await newKey('minds', 'account');
  const asked = (request: string, key = value) => call('minds', request, { authorization: `Bearer ${key}` });
  const { status, json: made } = await asked('POST /api/v1/api-keys');
  expect(status).toBe(201);
  expect(made).toEqual({ id: made.id, name: null, key: made.key, createdAt: made.createdAt });

  const { json: listed } = await asked('GET /api/v1/api-keys');
  expect(listed.map((each: { id: string }) => each.id).toSorted()).toEqual([id, made.id].toSorted());

  expect(await asked(`DELETE /api/v1/api-keys/${made.id}`)).toMatchObject({ status: 204, text: '' });
  expect(await asked('GET /api/v1/auth/me', made.key)).toMatchObject({
    status: 401,
    text: '{"statusCode":401,"statusMessage":"Unauthorized","message":"Invalid or missing API key"}',
  });
  expect(await asked(`DELETE /api/v1/api-keys/${made.id}`)).toMatchObject({ status: 404 });
  expect(await asked('GET /ping')).toMatchObject({ status: 404 });
});

it('a key creates and ends sessions, with the permissions of the function (MS-10)', async () => {
  const { value } = await newKey('mindset', 'application');
  const headers = { 'x-api-key': value };
  const { status, json: made } = await call('mindset', 'POST /api/v1/sessions', headers, { user: 'u1' });
  expect(status).toBe(201);
  expect(await call('mindset', `DELETE /api/v1/sessions/${made.id}`, headers)).toMatchObject({ status: 204 });
  const { json: listed } = await call('mindset', 'GET /api/v1/sessions', headers);
  expect(listed).toMatchObject({ items: [{ id: made.id, endedAt: expect.any(String) }], next: null });
});

it.each(PROFILES)(
  'self-service can read and replace single items and list by owner, and cannot scan (%s)',
  async (profile) => {
    const names = { stack: `${STACK}-${profile}Keys`, function: 'SelfService' };
    const attempts = await allowedAttempts(names, outputs.get(`${profile}Table`) ?? '');
    // Updates, deletions and queries of counted keys only; the emulator does not evaluate this condition.
    expect(attempts).toEqual([['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Query gsi3']]);
  },
);
