import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindkey } from '../../../lib/core/profiles/mindkey.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { createSession } from '../../../lib/core/sessions/create.ts';
import { createHolderApi, withAllRoutes } from '../../support/holder-api.ts';
import { ADA } from '../../support/sample-tenant.ts';

const JSON_REPLY = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

describe('GET /api/v1/auth/me', () => {
  it.each([
    ['10e9d89a-4f88-431b-a68c-e05736271bcc', '10e9d89a-4f88-431b-a68c-e05736271bcc'],
    ['app', '430ce253-cc3d-8620-b835-27aaab588e7f'],
  ])('returns exactly the UUID of the owner %s (MI-06)', async (owner, uuid) => {
    const { call, newKey } = createHolderApi(minds);
    const { value } = await newKey({ owner });
    expect(await call('whoAmI', { value })).toEqual({
      statusCode: 200,
      headers: JSON_REPLY,
      body: `{"id":"${uuid}"}`,
    });
  });

  it('returns the same for every key of an owner', async () => {
    const { call, newKey } = createHolderApi(minds);
    const values = [(await newKey()).value, (await newKey()).value];
    const bodies = await Promise.all(values.map(async (value) => (await call('whoAmI', { value })).body));
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('GET /ping', () => {
  it.each([defaultProfile, mindkey])(
    'returns the owner of the accepted key with the profile $name (MK-06)',
    async (profile) => {
      const { call, newKey } = createHolderApi(profile);
      const { key, value } = await newKey();
      expect(await call('ping', { value })).toEqual({
        statusCode: 200,
        headers: JSON_REPLY,
        body: `{"status":"ok","tenant":"acme","keyId":"${key.id}"}`,
      });
    },
  );

  it('matches header and scheme case-insensitively, and the value exactly', async () => {
    const { call, newKey } = createHolderApi(mindkey);
    const { value } = await newKey();
    const status = async (authorization: string) =>
      (await call('ping', { headers: { authorization } })).statusCode;
    expect(await status(`apikey-V2 ${value}`)).toBe(200);
    expect(await status(`ApiKey-v2  ${value}`)).toBe(200);
    expect(await status(`ApiKey-v2 ${value.toUpperCase()}`)).toBe(401);
    expect(await status(`Bearer ${value}`)).toBe(401);
    expect(await status(value)).toBe(401);
  });

  it('returns the key of a session', async () => {
    const { call, newKey, deps } = createHolderApi(withAllRoutes(mindset));
    const { key } = await newKey();
    const created = await createSession(deps, ADA, {
      key: { ...key, generation: 1 },
      requiredPermission: 'read',
      user: 'u1',
    });
    const value = 'value' in created ? created.value : undefined;
    expect(JSON.parse((await call('ping', { value })).body)).toEqual({
      status: 'ok',
      tenant: 'acme',
      keyId: key.id,
    });
  });
});
