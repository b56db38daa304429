import { describe, expect, inject, it } from 'vitest';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { rawRequest } from './support/raw-request.ts';

const { sampleGuardUrl } = inject('deployment');

async function call(path: string, value?: string, method = 'GET') {
  const headers: Record<string, string> = value === undefined ? {} : { authorization: `Bearer ${value}` };
  const response = await fetch(`${sampleGuardUrl}${path}`, { method, headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const UNAUTHORIZED = '{"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized"}';
const FORBIDDEN = '{"type":"about:blank","title":"Forbidden","status":403,"code":"insufficient-permission"}';

describe('a service with the guard, behind an HTTP API without an authorizer', () => {
  it('receives the decision context of the guard for a valid key', async () => {
    const tenant = await newTenant();
    const { id, value } = await newKey(tenant, ['read', 'orders:read']);
    for (const [path, route] of [
      ['/hello', '/hello'],
      ['/orders/42', '/orders/{id}'],
    ] as const) {
      const { status, body } = await call(path, value);
      expect([status, JSON.parse(body)]).toEqual([
        200,
        {
          message: `Hello, ${tenant}`,
          tenant,
          keyId: id,
          owner: 'app',
          permissions: ['read', 'orders:read'],
          plan: null,
          metadata: {},
          session: null,
          method: 'GET',
          route,
        },
      ]);
    }
  });

  it.each([
    ['no key', undefined],
    ['junk', 'junk'],
    ['an unknown key', `pst_live_${'a'.repeat(42)}`],
  ])('returns the 401 response of the profile for %s', async (_, value) => {
    const { status, headers, body } = await call('/hello', value);
    expect([status, body]).toEqual([401, UNAUTHORIZED]);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('returns 403 for a missing permission, by the method or by the route settings of the deployment', async () => {
    const { value } = await newKey(await newTenant(), ['read']);
    expect(await call('/hello', value, 'DELETE')).toMatchObject({ status: 403, body: FORBIDDEN });
    expect(await call('/hello', value, 'POST')).toMatchObject({ status: 403, body: FORBIDDEN });
    expect(await call('/orders/42', value)).toMatchObject({ status: 403, body: FORBIDDEN });
    expect(await call('/hello', value)).toMatchObject({ status: 200 });
  });

  it('leaves exactly the declared open routes open', async () => {
    expect(await call('/health')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    for (const path of ['/health/', '/Health', '/hello/../health', '/%68ealth/../hello']) {
      const { pathname } = new URL(sampleGuardUrl);
      const answer = await rawRequest(sampleGuardUrl, [`GET ${pathname}${path} HTTP/1.1`, 'Host: 127.0.0.1']);
      expect([path, answer.body.includes('Hello')]).toEqual([path, false]);
    }
  });

  it('denies two credentials even if one of them is valid', async () => {
    const { value } = await newKey(await newTenant());
    const { pathname } = new URL(sampleGuardUrl);
    const good = `Authorization: Bearer ${value}`;
    for (const lines of [[good, good], [good, 'Authorization: Basic YTpi'], [`${good}, Bearer ${value}`]]) {
      const start = [`GET ${pathname}/hello HTTP/1.1`, 'Host: 127.0.0.1'];
      expect((await rawRequest(sampleGuardUrl, [...start, ...lines])).status).toBe(401);
    }
  });

  it('MS-09: a revocation denies the next request and does not interrupt a request in progress', async () => {
    const tenant = await newTenant();
    const { id, value } = await newKey(tenant);
    expect(await call('/hello', value)).toMatchObject({ status: 200 });
    const running = call('/slow', value);
    await decisionOn(value);

    await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });

    expect(await call('/hello', value)).toMatchObject({ status: 401, body: UNAUTHORIZED });
    expect(await running).toMatchObject({ status: 200 });
  });
});

/** Sends two more requests. A request that was sent before them is authorized when they have responses. */
async function decisionOn(value: string): Promise<void> {
  for (const _ of [1, 2]) expect((await call('/hello', value)).status).toBe(200);
}
