import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ROLES } from '../../lib/core/owners/owner.ts';
import { local } from '../../lib/stages/local.ts';
import { signIn, type Tokens } from '../../scripts/local/authorization-code.ts';
import { Failure } from '../../scripts/local/failure.ts';
import { adminClient, newKey } from './support/admin.ts';
import { callConsole, newTenantWithConsoleUsers, signInTo, tokensOf } from './support/console.ts';
import { anotherApp, anotherPool, deployedPool, newUser } from './support/directory.ts';
import { tampered, unsigned } from './support/forged-tokens.ts';
import { inParallel } from './support/in-parallel.ts';
import { startIssuer } from './support/loopback-issuer.ts';

const {
  endpointUrl,
  tenant: demo,
  sampleRestUrl,
  sampleHttpUrl,
  console: localConsole,
} = inject('deployment');
const ME = '/console/v1/me';

let tokens: Readonly<Record<(typeof ROLES)[number], Tokens>>;

beforeAll(async () => {
  const [admin, developer, auditor] = await Promise.all(ROLES.map(tokensOf));
  if (!admin || !developer || !auditor) throw new Error('A sign-in failed');
  tokens = { 'app-admin': admin, developer, auditor };
});

describe('signing in', () => {
  it.each(ROLES)('accepts the %s of npm start, by authorization code and PKCE', async (role) => {
    const { status, body } = await callConsole({ path: ME, token: tokens[role].access_token });
    expect(status).toBe(200);
    const { email, memberships } = JSON.parse(body);
    expect(email).toBe(`${role}@example.com`);
    expect(memberships).toContainEqual(
      expect.objectContaining({ tenant: demo, owner: role, name: null, role }),
    );
  });

  it('keeps the binding of the first sign-in and changes nothing', async () => {
    const tenant = await newTenantWithConsoleUsers();
    const path = `/console/v1/tenants/${tenant}/keys`;
    const show = () => adminClient.call('showOwner', { params: { tenant, owner: 'developer' } });
    expect(await show()).toMatchObject({ signedIn: false });
    expect(await callConsole({ path, token: tokens.developer.access_token })).toMatchObject({ status: 200 });
    const bound = await show();
    expect(bound).toMatchObject({ signedIn: true });
    const again = await tokensOf('developer');
    expect(await callConsole({ path, token: again.access_token })).toMatchObject({ status: 200 });
    expect(await show()).toEqual(bound);
  });

  it('fails with a wrong password', async () => {
    const wrong = { email: 'developer@example.com', password: 'Wrong-password-1' };
    await expect(signIn({ ...signInTo, endpointUrl }, wrong)).rejects.toThrow(Failure);
  });

  it('is one command that prints only an access token for the console', async () => {
    const script = join(import.meta.dirname, '../../scripts/local/sign-in.ts');
    const cwd = inject('deploymentFolder');
    const child = spawn(process.execPath, [script, 'auditor'], { cwd, timeout: 60_000 });
    const token = (await text(child.stdout)).trimEnd();
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await callConsole({ path: ME, token })).toMatchObject({ status: 200 });
  });
});

describe('a console request is denied', () => {
  const path = `/console/v1/tenants/${demo}/keys`;
  const expectDenied = async (token: string | undefined) => {
    for (const each of [path, ME]) {
      const { status, body } = await callConsole({ path: each, token });
      expect([401, 403]).toContain(status);
      expect(body).not.toContain(demo);
    }
  };

  it('without a valid token', async () => {
    await expectDenied(undefined);
    await expectDenied('');
    await expectDenied('a.b.c');
  });

  it('with an ID token instead of an access token', () => expectDenied(tokens['app-admin'].id_token));

  it('with an unsigned token', () => expectDenied(unsigned(tokens['app-admin'].access_token)));

  it('with a token that was modified after it was signed', () =>
    expectDenied(tampered(tokens.auditor.access_token, { exp: 4_102_444_800 })));

  it('with a token of another issuer', async () => {
    await using issuer = await startIssuer();
    const claims = {
      sub: 'ann',
      client_id: signInTo.clientId,
      aud: signInTo.clientId,
      scope: signInTo.scope,
    };
    await expectDenied(await issuer.mint(claims));
    await expectDenied(await issuer.mint({ ...claims, iss: signInTo.issuer }));
  });

  it('with a token of another app client', async () => {
    const clientId = await anotherApp(await deployedPool());
    const [person] = signInTo.people;
    if (!person) throw new Error('The local stage has no console user');
    const { access_token } = await signIn({ ...signInTo, endpointUrl, clientId }, person);
    await expectDenied(access_token);
  });

  it('with a token of another user pool', async () => {
    const pool = await anotherPool();
    const clientId = await anotherApp(pool);
    const { access_token } = await signIn({ ...signInTo, endpointUrl, clientId }, await newUser(pool));
    await expectDenied(access_token);
  });

  it('with an API key', async () => {
    await expectDenied(inject('deployment').demoKey);
  });
});

describe('a user without an invitation', () => {
  it('gets the same response for existing and missing tenants', async () => {
    const user = await newUser(await deployedPool());
    const { access_token: token } = await signIn({ ...signInTo, endpointUrl }, user);
    const me = await callConsole({ path: ME, token });
    expect(me).toMatchObject({ status: 200 });
    expect(JSON.parse(me.body)).toMatchObject({ email: user.email, memberships: [] });
    const found = await callConsole({ path: `/console/v1/tenants/${demo}`, token });
    expect(found).toEqual(await callConsole({ path: '/console/v1/tenants/nowhere', token }));
    expect(found).toMatchObject({ status: 404 });
  });

  it('and an app-admin cannot call admin routes with a token', async () => {
    const token = tokens['app-admin'].access_token;
    for (const path of ['/admin/v1/tenants', `/admin/v1/tenants/${demo}/keys`]) {
      const { status, body } = await callConsole({ path, token });
      expect([401, 403]).toContain(status);
      expect(body).not.toContain(demo);
    }
  });
});

it('a lower role limits the keys of the owner from the next request, on every instance (MB-08)', async () => {
  const tenant = await newTenantWithConsoleUsers();
  const body = { owner: 'developer', permissions: ['read', 'write'] };
  const { value } = await adminClient.call('createKey', { params: { tenant }, body });
  const statuses = async (method: string) => {
    const calls = await inParallel(24, 8, async (index) => {
      const url = index % 2 ? sampleRestUrl : sampleHttpUrl;
      const response = await fetch(`${url}/hello`, { method, headers: { authorization: `Bearer ${value}` } });
      await response.arrayBuffer();
      return response.status;
    });
    return [...new Set(calls)];
  };
  const setRole = async (role: string) => {
    const path = `/console/v1/tenants/${tenant}/owners/developer`;
    const token = tokens['app-admin'].access_token;
    const { status } = await callConsole({ method: 'PATCH', path, token, json: { role } });
    expect(status).toBe(200);
  };
  expect(await statuses('GET')).toEqual([200]);
  expect(await statuses('POST')).toEqual([200]);
  await setRole('auditor');
  expect(await statuses('POST')).toEqual([403]);
  expect(await statuses('GET')).toEqual([200]);
  await setRole('developer');
  expect(await statuses('POST')).toEqual([200]);
});

it('deactivating an owner denies all their keys and their console access from the next request (MB-07)', async () => {
  const tenant = await newTenantWithConsoleUsers();
  const token = tokens.developer.access_token;
  const json = { owner: 'developer' };
  const created = await callConsole({
    method: 'POST',
    path: `/console/v1/tenants/${tenant}/keys`,
    token,
    json,
  });
  expect(created).toMatchObject({ status: 201 });
  const { value } = JSON.parse(created.body);
  const call = () => fetch(`${sampleRestUrl}/hello`, { headers: { authorization: `Bearer ${value}` } });
  expect((await call()).status).toBe(200);

  const path = `/console/v1/tenants/${tenant}/owners/developer/deactivate`;
  const admin = tokens['app-admin'].access_token;
  expect(await callConsole({ method: 'POST', path, token: admin })).toMatchObject({ status: 200 });

  expect((await call()).status).toBe(401);
  expect(await callConsole({ path: `/console/v1/tenants/${tenant}/keys`, token })).toMatchObject({
    status: 404,
  });
});

it('a key records the console user who created it, and a developer cannot revoke the key of another owner', async () => {
  const tenant = await newTenantWithConsoleUsers();
  const token = tokens.developer.access_token;
  const json = { owner: 'developer' };
  const { body } = await callConsole({
    method: 'POST',
    path: `/console/v1/tenants/${tenant}/keys`,
    token,
    json,
  });
  const { id } = JSON.parse(body);
  expect(await adminClient.call('showKey', { params: { tenant, key: id } })).toMatchObject({
    createdBy: `person:${tenant}/developer`,
  });
  const foreign = await newKey(tenant);
  const path = `/console/v1/tenants/${tenant}/keys/${foreign.id}/revoke`;
  expect(await callConsole({ method: 'POST', path, token, json: {} })).toMatchObject({ status: 403 });
});

it('allows pages of the development server to call the API, and no other page', async () => {
  const preflight = async (origin: string) => {
    const headers = {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,if-match',
    };
    const response = await fetch(`${localConsole?.url}/console/v1/me`, { method: 'OPTIONS', headers });
    return response.headers.get('access-control-allow-origin');
  };
  const [origin] = local.developmentOrigins;
  expect(await preflight(origin)).toBe(origin);
  expect(await preflight('http://localhost:5174')).toBeNull();
  const response = await fetch(`${localConsole?.url}/profile.json`, { headers: { origin } });
  expect(response.headers.get('access-control-allow-origin')).toBe(origin);
});
