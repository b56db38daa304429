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

/** An app with an existing OpenID provider, and a profile whose keys only app-admins manage. */
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

/** A valid token of a subject, with these claims replaced. */
function accessTokenOf(sub: string, claims: object = {}): Promise<string> {
  return issuer.mint({ sub, aud: AUDIENCE, scope: `openid ${SCOPE}`, ...claims });
}

function call(path: string, token: string | undefined, json?: unknown) {
  return callConsole({ method: json === undefined ? 'GET' : 'POST', path, token, json }, url);
}

describe('users of another issuer', () => {
  it.each(ROLES)('have the role of their invitation: %s', async (role) => {
    const { status, body } = await call('/console/v1/me', await accessTokenOf(role));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      email: `${role}@example.com`,
      memberships: [{ tenant: 'acme', owner: role, name: null, role }],
    });
  });

  it('are matched by a verified email address in the token, and not by an unverified one', async () => {
    const claims = { email: 'ann@example.com', email_verified: true };
    const body = { id: 'ann', kind: 'person' as const, role: 'app-admin' as const, email: claims.email };
    await client.call('createOwner', { params, body });
    issuer.consoleUsers.set('not-ann', { email: claims.email, email_verified: false });
    expect(await call(KEYS, await accessTokenOf('not-ann'))).toMatchObject({ status: 404 });
    expect(
      await call(KEYS, await accessTokenOf('not-ann', { ...claims, email_verified: false })),
    ).toMatchObject({
      status: 404,
    });
    expect(await call(KEYS, await accessTokenOf('ann', claims))).toMatchObject({ status: 200 });
    // The first subject keeps the binding.
    expect(await call(KEYS, await accessTokenOf('not-ann', claims))).toMatchObject({ status: 404 });
  });

  it('can have their role lowered but not raised by a claim of their token', async () => {
    const json = { owner: 'app-admin', permissions: ['read'] };
    const create = async (sub: string, roles: readonly string[]) =>
      (await call(KEYS, await accessTokenOf(sub, { roles }), json)).status;
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
    expect(await call(KEYS, await accessTokenOf(role), json)).toMatchObject({ status });
  });
});

describe('a token of that issuer is denied', () => {
  const expectDenied = async (token: string | undefined, status: number) => {
    for (const path of [KEYS, '/console/v1/me']) {
      expect(await call(path, token)).toMatchObject({ status });
    }
  };
  const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;

  it('after its expiry', async () => expectDenied(await accessTokenOf('app-admin', { exp: hourAgo() }), 401));

  it('before its not-before time', async () =>
    expectDenied(await accessTokenOf('app-admin', { nbf: hourAgo() + 7200, exp: hourAgo() + 9000 }), 401));

  it.each(['another-app', '', 'postern-console2'])('for another audience: %j', async (aud) =>
    expectDenied(await accessTokenOf('app-admin', { aud }), 401),
  );

  it('without an audience', async () =>
    expectDenied(await accessTokenOf('app-admin', { aud: undefined }), 401));

  it.each(['openid', 'keys2', ''])('with another scope: %j', async (scope) =>
    expectDenied(await accessTokenOf('app-admin', { scope }), 403),
  );

  it('if it is an ID token', async () =>
    expectDenied(
      await accessTokenOf('app-admin', { scope: undefined, nonce: 'n', email: 'app-admin@example.com' }),
      403,
    ));

  it('with another issuer claim', async () =>
    expectDenied(await accessTokenOf('app-admin', { iss: 'https://id.example' }), 401));

  it('with a signature of another key, under the ID of either key', async () => {
    const { privateKey: key } = await generateKeyPair('RS256');
    const claims = { sub: 'app-admin', aud: AUDIENCE, scope: SCOPE };
    await expectDenied(await issuer.mint(claims, { key }), 401);
    await expectDenied(await issuer.mint(claims, { key, kid: 'two' }), 401);
  });

  it('without a signature, or after a modification', async () => {
    const token = await accessTokenOf('auditor');
    await expectDenied(unsigned(token), 401);
    await expectDenied(tampered(token, { sub: 'app-admin' }), 401);
  });

  it('if Cognito issued it', async () => expectDenied((await tokensOf('app-admin')).access_token, 401));

  it('if it is malformed', async () => {
    await expectDenied(undefined, 401);
    await expectDenied('', 401);
  });
});
