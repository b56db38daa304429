import { beforeEach, describe, expect, it } from 'vitest';
import { deactivateOwner } from '../../../../lib/core/owners/deactivate.ts';
import { ROLES } from '../../../../lib/core/owners/owner.ts';
import { updateOwner } from '../../../../lib/core/owners/update.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import { ADA, issue } from '../../../support/sample-tenant.ts';
import { createConsoleApi } from './console-api.ts';

const acme = { tenant: 'acme' };
let api: Awaited<ReturnType<typeof createConsoleApi>>;

beforeEach(async () => {
  api = await createConsoleApi();
});

const parsed = ({ statusCode, body }: { statusCode: number; body: string }) => ({
  statusCode,
  ...JSON.parse(body),
});

describe('who signed in', () => {
  it.each(ROLES)('learns where they are what: %s', async (role) => {
    expect(parsed(await api.me({ as: `${role}@acme` }))).toEqual({
      statusCode: 200,
      email: `${role}@acme.example`,
      memberships: [{ tenant: 'acme', owner: role, name: null, role }],
    });
  });

  it('learns where their token makes them less', async () => {
    const claims = { 'cognito:groups': '[staff auditor]' };
    expect(parsed(await api.me({ as: 'app-admin@acme', claims })).memberships).toMatchObject([
      { owner: 'app-admin', role: 'auditor' },
    ]);
  });

  it('and is invited nowhere, learns just that', async () => {
    api.emails.set('eve', 'eve@example.com');
    const answer = parsed(await api.me({ as: 'eve' }));
    expect(answer).toEqual({ statusCode: 200, email: 'eve@example.com', memberships: [] });
    expect(parsed(await api.me({ as: 'mallory' }))).toEqual({ statusCode: 200, memberships: [] });
  });

  it('is bound at the first call, whichever that is, and known by identity alone from then on', async () => {
    const call = () => api.call('listKeys', { as: 'developer@acme', params: acme });
    expect(await call()).toMatchObject({ statusCode: 200 });
    expect(await api.store.readOwner('acme', 'developer')).toMatchObject({
      identity: { issuer: 'https://id.example', subject: 'developer@acme' },
    });
    api.emails.clear();
    api.asked.splice(0);
    expect(await call()).toMatchObject({ statusCode: 200 });
    expect(api.asked).toEqual([]);
  });

  it('is known by an address in the token as well, without asking for it', async () => {
    api.emails.clear();
    const claims = { email: 'Developer@Acme.example', email_verified: 'true' };
    expect(await api.call('listKeys', { as: 'dev-1', params: acme, claims })).toMatchObject({
      statusCode: 200,
    });
    expect(api.asked).toEqual([]);
  });

  it.each([
    ['eve@example.com', 'true'],
    ['developer@acme.example', 'false'],
  ])('is not found by an address that is not theirs: %s, verified %s', async (email, email_verified) => {
    const claims = { email, email_verified };
    expect(await api.call('listKeys', { as: 'eve', params: acme, claims })).toMatchObject({
      statusCode: 404,
    });
  });

  it('is asked about once a call', async () => {
    await api.me({ as: 'developer@acme' });
    expect(api.asked).toEqual(['developer@acme']);
  });

  it('is nobody from their deactivated on', async () => {
    const call = () => api.call('listKeys', { as: 'developer@acme', params: acme });
    await call();
    await deactivateOwner(api.deps, ADA, { tenant: 'acme', id: 'developer' });
    expect(await call()).toMatchObject({ statusCode: 404 });
    expect(parsed(await api.me({ as: 'developer@acme' })).memberships).toEqual([]);
  });
});

describe('what somebody may', () => {
  it('follows their role at the very next call', async () => {
    const create = () =>
      api.call('createKey', { as: 'developer@acme', params: acme, json: { owner: 'developer' } });
    expect(await create()).toMatchObject({ statusCode: 201 });
    await updateOwner(api.deps, ADA, { tenant: 'acme', id: 'developer' }, { role: 'auditor' });
    expect(await create()).toMatchObject({ statusCode: 403 });
  });

  it('is less where their token says so, and never more', async () => {
    const create = (as: string, groups: string) =>
      api.call('createKey', {
        as,
        params: acme,
        json: { owner: 'app' },
        claims: { 'cognito:groups': groups },
      });
    expect(await create('app-admin@acme', '[app-admin]')).toMatchObject({ statusCode: 201 });
    expect(await create('app-admin@acme', '[developer]')).toMatchObject({ statusCode: 403 });
    expect(await create('auditor@acme', '[app-admin]')).toMatchObject({ statusCode: 403 });
    expect(await create('app-admin@acme', '[somebody else]')).toMatchObject({ statusCode: 201 });
  });

  it('bounds the permissions that they hand out, an app-admin lowered by their token too (MB-08)', async () => {
    const json = { owner: 'app-admin', permissions: ['delete'] };
    const as = 'app-admin@acme';
    const claims = { 'cognito:groups': '[developer]' };
    const lowered = await api.call('createKey', { as, params: acme, json, claims });
    expect(parsed(lowered)).toMatchObject({ statusCode: 422, code: 'exceeds-role' });
    expect(await api.call('createKey', { as, params: acme, json })).toMatchObject({ statusCode: 201 });
  });

  it('makes no key that outlives a developer’s deactivated: an unbound one is not theirs', async () => {
    const as = 'developer@acme';
    const json = { owner: 'developer', boundBy: 'none' };
    expect(await api.call('createKey', { as, params: acme, json })).toMatchObject({ statusCode: 403 });
    const { key } = await issue(api.deps, { owner: 'developer', boundBy: 'none' });
    const params = { ...acme, key: key.id };
    for (const operation of ['renewKey', 'replaceKey', 'enableKey'] as const) {
      const body = operation === 'enableKey' ? {} : { json: {} };
      expect(await api.call(operation, { as, params, ...body })).toMatchObject({ statusCode: 403 });
    }
  });

  it('is told to the audit trail and on the key as theirs', async () => {
    const json = { owner: 'developer' };
    const created = parsed(await api.call('createKey', { as: 'developer@acme', params: acme, json }));
    expect(created).toMatchObject({ createdBy: 'person:acme/developer' });
    expect(api.store.events.at(-1)).toMatchObject({
      action: 'key.issued',
      caller: { id: 'person:acme/developer', sourceAddress: '203.0.113.7' },
    });
  });
});

describe('a call is not answered', () => {
  it('without a token that is good for the console, before anything else is looked at', async () => {
    for (const claims of [{ token_use: 'id' }, { scope: 'openid' }, { iss: 'https://other.example' }]) {
      const refused = await api.call('createKey', { as: 'app-admin@acme', claims, params: acme, json: [] });
      expect(parsed(refused)).toMatchObject({ statusCode: 401, code: 'unauthorized' });
      expect(await api.me({ as: 'app-admin@acme', claims })).toMatchObject({ statusCode: 401 });
    }
    expect(api.asked).toEqual([]);
  });

  it('while the table does not answer: 503, and nothing is done', async () => {
    api.faults.beforeRead = () => {
      throw new UnavailableError('no answer');
    };
    const before = api.store.dump();
    for (const operation of ['listKeys', 'showTenant'] as const) {
      expect(await api.call(operation, { as: 'app-admin@acme', params: acme })).toMatchObject({
        statusCode: 503,
        headers: { 'Retry-After': '1' },
      });
    }
    expect(await api.me({ as: 'app-admin@acme' })).toMatchObject({ statusCode: 503 });
    expect(api.store.dump()).toBe(before);
  });

  it('while the issuer does not respond and has to: 503, and whoever is known already is served', async () => {
    await api.call('listKeys', { as: 'developer@acme', params: acme });
    api.issuer.answers = false;
    for (const answer of [
      await api.call('listKeys', { as: 'auditor@acme', params: acme }),
      await api.me({ as: 'auditor@acme' }),
    ]) {
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
    }
    expect(await api.call('listKeys', { as: 'developer@acme', params: acme })).toMatchObject({
      statusCode: 200,
    });
  });
});
