import { beforeEach, describe, expect, it } from 'vitest';
import { holderPermissions, keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { routeKey } from '../../../lib/contracts/http/route.ts';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindkey } from '../../../lib/core/profiles/mindkey.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import type { KeyHolderRoute } from '../../../lib/core/profiles/profile.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { NOON } from '../../support/entities.ts';
import { createHolderApi, type HolderApi, type HolderCall } from '../../support/holder-api.ts';
import { ADA } from '../../support/sample-tenant.ts';

const NO_STORE = { 'Cache-Control': 'no-store' };
const RETRY = { 'Retry-After': '1' };

/** The exact error responses of Postern, except for the scheme. */
function problemDetailsResponses(scheme: string) {
  const type = { 'Content-Type': 'application/problem+json' };
  return {
    401: reply(
      401,
      { ...type, 'WWW-Authenticate': scheme, ...NO_STORE },
      '{"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized"}',
    ),
    403: reply(
      403,
      { ...type, ...NO_STORE },
      '{"type":"about:blank","title":"Forbidden","status":403,"code":"insufficient-permission"}',
    ),
    503: reply(
      503,
      { ...type, ...RETRY, ...NO_STORE },
      '{"type":"about:blank","title":"Service Unavailable","status":503,"code":"unavailable"}',
    ),
  };
}

const MINDS_TYPE = { 'Content-Type': 'application/json' };
/** The documented error responses of Minds (MI-13). */
const MINDS_FACES = {
  401: reply(
    401,
    { ...MINDS_TYPE, 'WWW-Authenticate': 'Bearer', ...NO_STORE },
    '{"statusCode":401,"statusMessage":"Unauthorized","message":"Invalid or missing API key"}',
  ),
  403: reply(
    403,
    { ...MINDS_TYPE, ...NO_STORE },
    '{"statusCode":403,"statusMessage":"Forbidden","message":"The API key may not do this"}',
  ),
  503: reply(
    503,
    { ...MINDS_TYPE, ...RETRY, ...NO_STORE },
    '{"statusCode":503,"statusMessage":"Service Unavailable","message":"Try again in a moment"}',
  ),
};

function reply(statusCode: number, headers: Readonly<Record<string, string>>, body: string) {
  return { statusCode, headers, body };
}

const CASES = [
  { profile: defaultProfile, errorResponses: problemDetailsResponses('Bearer') },
  { profile: mindkey, errorResponses: problemDetailsResponses('ApiKey-v2') },
  { profile: mindset, errorResponses: problemDetailsResponses('ApiKey') },
  { profile: minds, errorResponses: MINDS_FACES },
].flatMap(({ profile, errorResponses }) =>
  profile.routes.map((operation) => ({
    name: `${operation} of ${profile.name}`,
    profile,
    errorResponses,
    operation,
  })),
);

const GOOD: Readonly<Partial<Record<KeyHolderRoute, HolderCall>>> = {
  createSession: { body: '{"user":"u1"}' },
  deleteOwnKey: { params: { keyId: 'x' } },
  endSession: { params: { sessionId: 'x' } },
};

describe.each(CASES)('$name', ({ profile, errorResponses, operation }) => {
  let api: HolderApi;
  const call = (given: HolderCall) => api.call(operation, { ...GOOD[operation], ...given });
  const needsPermission = holderPermissions[routeKey(keyHolderRoutes[operation])] !== null;

  beforeEach(() => {
    api = createHolderApi(profile);
  });

  it.each<[outcome: string, cause: string, prepare: (api: HolderApi) => Promise<HolderCall> | HolderCall]>([
    ['missing', 'no credential', () => ({})],
    ['unrecognized-credential', 'junk', () => ({ value: 'junk' })],
    ['malformed', 'nothing after the scheme', () => ({ value: '' })],
    [
      'malformed',
      'two credentials, which the gateway joins',
      async ({ newKey }) => {
        const { value } = await newKey();
        return { value: `${value},${value}` };
      },
    ],
    [
      'unknown',
      'a key of another deployment',
      async () => ({ value: (await createHolderApi(profile).newKey()).value }),
    ],
    ['revoked', 'a revoked key', endedBy((api, name) => revokeKey(api.deps, ADA, name, 'unspecified'))],
    ['disabled', 'a disabled key', endedBy((api, name) => disableKey(api.deps, ADA, name))],
    ['deleted', 'a deleted key (MI-14)', endedBy((api, name) => deleteKey(api.deps, ADA, name))],
    [
      'owner-deactivated',
      'a key whose owner is deactivated',
      endedBy((api) => deactivateOwner(api.deps, ADA, { tenant: 'acme', id: 'app' })),
    ],
    [
      'expired',
      'a key that ends at this very millisecond',
      async ({ newKey, clock }) => {
        const { value } = await newKey({ expiresAtMs: NOON + 1 });
        clock.nowMs += 1;
        return { value };
      },
    ],
  ])('returns exactly the documented response for %s: %s', async (outcome, _, prepare) => {
    const given = await prepare(api);
    const before = api.store.dump();
    expect(await call(given)).toEqual(errorResponses[401]);
    expect(api.store.dump()).toBe(before);
    expect(api.decisions()).toEqual([outcome]);
  });

  it('treats a key in an undocumented location as missing', async () => {
    const { value } = await api.newKey();
    const places: readonly Record<string, string>[] = [
      { cookie: `key=${value}` },
      { 'x-api-token': value },
      { 'proxy-authorization': `Bearer ${value}` },
    ];
    for (const headers of places) expect(await call({ headers })).toEqual(errorResponses[401]);
    expect((await call({ query: `api_key=${value}` })).statusCode).toBe(401);
  });

  it('returns the documented response to a key without the required permission', async () => {
    const { value } = await api.newKey({ permissions: ['read', 'write', 'delete', 'keys:other'] });
    const answer = await call({ value });
    if (needsPermission) expect(answer).toEqual(errorResponses[403]);
    else expect(answer.statusCode).toBe(200);
    expect(api.decisions()).toEqual([needsPermission ? 'insufficient-permission' : 'allowed']);
  });

  it('returns the same response at an address that the key does not allow', async () => {
    const { value } = await api.newKey({ allowedAddresses: ['198.18.0.0/15'] });
    expect(await call({ value })).toEqual(errorResponses[403]);
    expect(api.decisions()).toEqual(['ip-not-allowed']);
  });

  it('authenticates before any other check, and reveals no other error to an unauthenticated caller', async () => {
    const { value } = await api.newKey({ permissions: ['read'] });
    const wrongs: readonly HolderCall[] = [
      { query: 'x=1' },
      { body: '{' },
      { body: '{}', headers: { 'content-type': 'text/plain' } },
      { rawPath: '/api/v1/%2e%2e/admin' },
      { params: { keyId: '..', sessionId: '..' } },
    ];
    for (const wrong of wrongs) {
      expect(await call(wrong)).toEqual(errorResponses[401]);
      if (needsPermission) expect(await call({ ...wrong, value })).toEqual(errorResponses[403]);
    }
  });

  it('returns a retryable error while the table fails', async () => {
    const { value } = await api.newKey();
    api.faults.beforeRead = () => {
      throw new UnavailableError('the key table could not be read', { cause: new Error('key#abc') });
    };
    expect(await call({ value })).toEqual(errorResponses[503]);
    expect(api.decisions()).toEqual(['unavailable']);
    expect(api.logged.join('')).not.toContain('key#abc');
  });

  it('returns the same error if the table fails after the key was accepted', async () => {
    const { key, value } = await api.newKey();
    const params = { keyId: key.id, sessionId: 'x' };
    // A decision reads the key and its owner.
    let reads = 0;
    const fail = () => {
      throw new UnavailableError('the key table does not respond');
    };
    api.faults.beforeRead = () => {
      reads += 1;
      if (reads > 2) fail();
    };
    const answer = await call({ value, params });
    if (reads > 2) expect(answer).toEqual(errorResponses[503]);
    else expect(answer.statusCode).toBe(200);
    expect(api.decisions()).toEqual(['allowed']);
  });

  it('logs one line for each decision with the route template and without the value', async () => {
    const { key, value } = await api.newKey();
    await call({ value });
    const [line = ''] = api.logged;
    expect(JSON.parse(line)).toMatchObject({
      postern: 'decision',
      outcome: 'allowed',
      via: 'guard',
      method: keyHolderRoutes[operation].method,
      route: keyHolderRoutes[operation].path,
      requestId: 'EXAMPLErequestId=',
      sourceAddress: '203.0.113.7',
      tenant: 'acme',
      key: key.id,
    });
    expect(api.logged.join('')).not.toContain(value);
  });
});

function endedBy(end: (api: HolderApi, name: { tenant: string; id: string }) => Promise<unknown>) {
  return async (api: HolderApi): Promise<HolderCall> => {
    const { key, value } = await api.newKey();
    await end(api, { tenant: 'acme', id: key.id });
    return { value };
  };
}
