import { expect, inject, it } from 'vitest';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { publicRoutes } from '../../lib/contracts/http/public-routes.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { newKey, newTenant } from './support/admin.ts';
import { signInTo } from './support/console.ts';
import { hostOf, rawRequest } from './support/raw-request.ts';

const { apiUrl } = inject('deployment');

function get(path: string, ...headers: string[]) {
  return rawRequest(apiUrl, [`GET ${path} HTTP/1.1`, `Host: ${hostOf(apiUrl)}`, ...headers]);
}

it('the OpenAPI document of the deployed API is public', async () => {
  const { status, body } = await get('/openapi.json');
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(openApiDocument(defaultProfile, signInTo))));
});

it('the profile of the deployed API is public', async () => {
  const { status, body } = await get('/profile.json');
  expect(status).toBe(200);
  expect(publicRoutes.profile.response.body.parse(JSON.parse(body))).toMatchObject({
    profile: 'default',
    credentials: defaultProfile.credentialLocations,
  });
});

it('the probe returns the identity of an accepted key, and one response without details for all other requests', async () => {
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant);
  for (const header of [`Authorization: Bearer ${value}`, `X-Api-Key: ${value}`]) {
    const { status, body } = await get('/ping', header);
    expect({ status, body }).toEqual({
      status: 200,
      body: `{"status":"ok","tenant":"${tenant}","keyId":"${id}"}`,
    });
  }
  for (const headers of [
    [],
    ['Authorization: Bearer junk'],
    [`X-Api-Key: ${value}`, `X-Api-Key: ${value}`],
  ]) {
    const { status, head, body } = await get('/ping', ...headers);
    expect({ status, body }).toEqual({
      status: 401,
      body: '{"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized"}',
    });
    for (const line of ['www-authenticate: bearer', 'cache-control: no-store', 'problem+json']) {
      expect(head).toContain(line);
    }
  }
});
