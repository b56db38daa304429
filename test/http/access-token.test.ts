import { describe, expect, it } from 'vitest';
import { accessToken } from '../../lib/http/access-token.ts';
import { gatewayEvent } from '../../lib/http/gateway-event.ts';
import { httpApiEvent } from '../support/http-api-event.ts';

const RULES = { issuer: 'https://id.example', scope: 'postern/console', roleClaim: 'cognito:groups' };
const CLAIMS = { iss: RULES.issuer, sub: 'ann-1234', scope: 'openid postern/console email' };

/** Reads a token whose claims a gateway hands on. */
function read(claims: Readonly<Record<string, unknown>>, headers = { authorization: 'Bearer e30.e30.c2ln' }) {
  return readAuthorizer({ jwt: { claims: { ...CLAIMS, ...claims }, scopes: null } }, headers);
}

function readAuthorizer(authorizer: unknown, headers = {}) {
  const route = { method: 'GET', path: '/console/v1/me' } as const;
  const authentication = accessToken(gatewayEvent.parse(httpApiEvent({ route, authorizer, headers })), RULES);
  if ('identity' in authentication) return authentication.identity;
  expect(authentication.denied).toMatchObject({ statusCode: 401 });
  return undefined;
}

describe('an access token', () => {
  it('contains identity, issuer and the token for requests to the issuer', () => {
    expect(read({})).toEqual({
      identity: { issuer: 'https://id.example', subject: 'ann-1234' },
      sourceAddress: '203.0.113.7',
      verifiedEmail: undefined,
      claimedRoles: [],
      accessToken: 'e30.e30.c2ln',
    });
  });

  it.each(['bearer e30.e30.c2ln', 'BEARER  e30.e30.c2ln', 'e30.e30.c2ln'])(
    'is read from its header as by the gateway: %s',
    (authorization) => {
      expect(read({}, { authorization })?.accessToken).toBe('e30.e30.c2ln');
    },
  );

  it.each([
    ['one that says what it is for', { token_use: 'access' }],
    ['one of a provider that says scp', { scope: undefined, scp: '[openid postern/console]' }],
    ['one whose scope was a list', { scope: '[postern/console]' }],
    ['one with claims of other kinds beside', { amr: ['pwd'], exp: 1 }],
  ])('is accepted: %s', (_, claims) => {
    expect(read(claims)).toBeDefined();
  });

  it.each([
    ['an id token of Cognito', { token_use: 'id' }],
    ['another issuer', { iss: 'https://id.example.org' }],
    ['an issuer that only begins like ours', { iss: 'https://id.example/other' }],
    ['no issuer', { iss: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['no scope', { scope: undefined }],
    ['a scope that only holds ours', { scope: 'postern/console/x xpostern/console' }],
    ['the scope of signing in by password', { scope: 'aws.cognito.signin.user.admin' }],
  ])('is rejected for %s, also if the gateway accepted it', (_, claims) => {
    expect(read(claims)).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['a signature', { iam: { userArn: 'arn:aws:iam::123456789012:user/ada' } }],
    ['a key', { lambda: { keyId: 'a1', tenant: 'acme', ...CLAIMS } }],
    ['claims outside of a token', { claims: CLAIMS }],
    ['a token without claims', { jwt: {} }],
  ])('is not accepted from the gateway with %s', (_, authorizer) => {
    expect(readAuthorizer(authorizer)).toBeUndefined();
  });
});

describe('an address in a token', () => {
  it.each([
    [{ email: 'ann@example.com', email_verified: 'true' }, 'ann@example.com'],
    [{ email: 'ann@example.com', email_verified: 'false' }, undefined],
    [{ email: 'ann@example.com' }, undefined],
    [{ email: '', email_verified: 'true' }, undefined],
    [{ email_verified: 'true' }, undefined],
  ])('is used if it is verified: %j', (claims, email) => {
    expect(read(claims)?.verifiedEmail).toBe(email);
  });
});

describe('the claim of roles', () => {
  it.each([
    ['[developer auditor]', ['developer', 'auditor']],
    ['[developer]', ['developer']],
    ['developer', ['developer']],
    ['developer, auditor', ['developer', 'auditor']],
    ['[]', []],
    ['', []],
    [undefined, []],
    [7, []],
  ])('is parsed in the list format of gateways: %j', (groups, roles) => {
    expect(read({ 'cognito:groups': groups })?.claimedRoles).toEqual(roles);
  });
});
