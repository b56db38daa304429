import { expect, it } from 'vitest';
import { createSignInEndpoints } from '../../../lib/adapters/oidc/sign-in-endpoints.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

const ISSUER = 'https://id.example';
const DOCUMENT = {
  issuer: ISSUER,
  authorization_endpoint: 'https://id.example/authorize',
  token_endpoint: 'https://id.example/token',
};

function endpointsOf(document: object, status = 200) {
  let requests = 0;
  const find = createSignInEndpoints({
    discoveryUrl: `${ISSUER}/.well-known/openid-configuration`,
    issuer: ISSUER,
    fetch: async () => {
      requests += 1;
      return Response.json(document, { status });
    },
  });
  return { find, requests: () => requests };
}

it('reads the endpoints of an issuer once', async () => {
  const { find, requests } = endpointsOf({ ...DOCUMENT, end_session_endpoint: 'https://id.example/logout' });
  const expected = {
    authorizationEndpoint: 'https://id.example/authorize',
    tokenEndpoint: 'https://id.example/token',
    endSessionEndpoint: 'https://id.example/logout',
    revocationEndpoint: null,
  };
  expect(await find()).toEqual(expected);
  expect(await find()).toEqual(expected);
  expect(requests()).toBe(1);
});

it.each([
  ['of another issuer', { ...DOCUMENT, issuer: 'https://other.example' }, 200],
  ['without a token endpoint', { ...DOCUMENT, token_endpoint: undefined }, 200],
  ['with an endpoint on plain HTTP', { ...DOCUMENT, token_endpoint: 'http://id.example/token' }, 200],
  ['that is an error', DOCUMENT, 500],
])('does not use a document %s, and reads it again', async (_, document, status) => {
  const { find, requests } = endpointsOf(document, status);
  await expect(find()).rejects.toThrow(UnavailableError);
  await expect(find()).rejects.toThrow(UnavailableError);
  expect(requests()).toBe(2);
});
