import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type App, CliCredentialsStackSynthesizer, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type AdminClient, createAdminClient } from '../../lib/api-client/admin-client.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../lib/constructs/key-store/key-store.ts';
import { ROLES } from '../../lib/core/owners/owner.ts';
import { adminAccessKey } from '../../scripts/local/admin-user.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { callConsole, tokensOf } from './support/console.ts';
import { deployApp } from './support/deploy-app.ts';
import { tampered, unsigned } from './support/forged-tokens.ts';
import { type LoopbackIssuer, startIssuer } from './support/loopback-issuer.ts';

const { endpointUrl, region } = inject('deployment');
const STAGE = 'other-issuer';
const USER = 'other-issuer-admin';
const AUDIENCE = 'postern-console';
const SCOPE = 'keys';
const params = { tenant: 'acme' };
const KEYS = '/console/v1/tenants/acme/keys';

let issuer: LoopbackIssuer;
let client: AdminClient;
let url: string;

beforeAll(async () => {
  issuer = await startIssuer();
  await deployApp(defineKeys);
  const ssm = new SSMClient(rootClient(endpointUrl));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `/postern/${STAGE}/api-id` }));
  const { port } = new URL(endpointUrl);
  const apiUrl = `http://${Parameter?.Value}.execute-api.localhost:${port}`;
  url = `${endpointUrl}/_aws/execute-api/${Parameter?.Value}`;
  const credentials = await adminAccessKey(endpointUrl, USER, undefined);
  client = createAdminClient(createSignedTransport({ apiUrl, region, credentials }));
  await client.call('createTenant', { body: { id: 'acme' } });
  for (const role of ROLES) {
    const body = { id: role, kind: 'person' as const, role, email: `${role}@example.com` };
    await client.call('createOwner', { params, body });
    issuer.consoleUsers.set(role, { email: `${role}@example.com`, email_verified: true });
  }
});

afterAll(() => issuer[Symbol.asyncDispose]());

/** An app of somebody who has an OpenID provider already, and a product whose keys app-admins alone manage. */
function defineKeys(app: App): void {
  const stack = new Stack(app, 'OtherIssuer', {
    env: { region },
    synthesizer: new CliCredentialsStackSynthesizer(),
  });
  const keys = new ApiKeys(stack, 'Keys', {
    stage: STAGE,
    profile: 'mindbridge',
    store: new KeyStore(stack, 'Store', {
      pointInTimeRecovery: false,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    consoleUsers: { issuer: issuer.url, audience: AUDIENCE, scope: SCOPE, roleClaim: 'roles' },
  });
  keys.grantAdmin(new User(stack, 'User', { userName: USER }), { tenants: 'all', role: 'app-admin' });
}

/** A token of somebody, good but for these claims. */
function tokenOf(sub: string, claims: object = {}): Promise<string> {
  return issuer.mint({ sub, aud: AUDIENCE, scope: `openid ${SCOPE}`, ...claims });
}

function call(path: string, token: string | undefined, json?: unknown) {
  return callConsole({ method: json === undefined ? 'GET' : 'POST', path, token, json }, url);
}

describe('people of another issuer', () => {
  it.each(ROLES)('are let in as what they are invited for: %s', async (role) => {
    const { status, body } = await call('/console/v1/me', await tokenOf(role));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      email: `${role}@example.com`,
      memberships: [{ tenant: 'acme', owner: role, name: null, role }],
    });
  });

  it('are let in by an address in the token, and not by one that their issuer has not verified', async () => {
    const claims = { email: 'ann@example.com', email_verified: true };
    const body = { id: 'ann', kind: 'person' as const, role: 'app-admin' as const, email: claims.email };
    await client.call('createOwner', { params, body });
    issuer.consoleUsers.set('not-ann', { email: claims.email, email_verified: false });
    expect(await call(KEYS, await tokenOf('not-ann'))).toMatchObject({ status: 404 });
    expect(await call(KEYS, await tokenOf('not-ann', { ...claims, email_verified: false }))).toMatchObject({
      status: 404,
    });
    expect(await call(KEYS, await tokenOf('ann', claims))).toMatchObject({ status: 200 });
    // Who came first keeps the place.
    expect(await call(KEYS, await tokenOf('not-ann', claims))).toMatchObject({ status: 404 });
  });

  it('are less where a claim of their token says so, and never more', async () => {
    const json = { owner: 'app-admin', permissions: ['read'] };
    const create = async (sub: string, roles: readonly string[]) =>
      (await call(KEYS, await tokenOf(sub, { roles }), json)).status;
    expect(await create('app-admin', ['staff', 'auditor'])).toBe(403);
    expect(await create('app-admin', ['staff'])).toBe(201);
    expect(await create('auditor', ['app-admin'])).toBe(403);
  });

  it.each([
    ['app-admin', 201],
    ['developer', 403],
    ['auditor', 403],
  ])('manage keys as far as the product lets them (MB-01): %s', async (role, status) => {
    const json = { owner: role, permissions: ['read'] };
    expect(await call(KEYS, await tokenOf(role), json)).toMatchObject({ status });
  });
});

describe('a token of that issuer opens nothing', () => {
  const refused = async (token: string | undefined, status: number) => {
    for (const path of [KEYS, '/console/v1/me']) {
      expect(await call(path, token)).toMatchObject({ status });
    }
  };
  const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;

  it('after its end', async () => refused(await tokenOf('app-admin', { exp: hourAgo() }), 401));

  it('before its time', async () =>
    refused(await tokenOf('app-admin', { nbf: hourAgo() + 7200, exp: hourAgo() + 9000 }), 401));

  it.each(['another-app', '', 'postern-console2'])('for another audience: %j', async (aud) =>
    refused(await tokenOf('app-admin', { aud }), 401),
  );

  it('for nobody in particular', async () => refused(await tokenOf('app-admin', { aud: undefined }), 401));

  it.each(['openid', 'keys2', ''])('with another scope: %j', async (scope) =>
    refused(await tokenOf('app-admin', { scope }), 403),
  );

  it('that only says who signed in', async () =>
    refused(
      await tokenOf('app-admin', { scope: undefined, nonce: 'n', email: 'app-admin@example.com' }),
      403,
    ));

  it('that names another issuer', async () =>
    refused(await tokenOf('app-admin', { iss: 'https://id.example' }), 401));

  it('that another key signed, under the name of the right one or its own', async () => {
    const { privateKey: key } = await generateKeyPair('RS256');
    const claims = { sub: 'app-admin', aud: AUDIENCE, scope: SCOPE };
    await refused(await issuer.mint(claims, { key }), 401);
    await refused(await issuer.mint(claims, { key, kid: 'two' }), 401);
  });

  it('that nobody signed, or that was changed', async () => {
    const token = await tokenOf('auditor');
    await refused(unsigned(token), 401);
    await refused(tampered(token, { sub: 'app-admin' }), 401);
  });

  it('that Cognito made', async () => refused((await tokensOf('app-admin')).access_token, 401));

  it('that is none', async () => {
    await refused(undefined, 401);
    await refused('', 401);
  });
});
