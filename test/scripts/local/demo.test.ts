import { expect, it } from 'vitest';
import { createAdminClient } from '../../../lib/api-client/admin-client.ts';
import type { WireRequest } from '../../../lib/api-client/transport.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { demoData, demoOwner } from '../../../scripts/local/demo.ts';
import { key, owner as someOwner } from '../../api-client/support/responses.ts';

const known = { tenant: 'demo', demoKey: 'pst_live_…', demoKeyId: 'old', endpointUrl: 'http://127.0.0.1:1' };
const issued = { ...key, id: 'new', value: 'pst_live_new' };

function owner(id: string, status: 'active' | 'deactivated') {
  return { ...someOwner, tenant: 'demo', id, status };
}

function problem(status: number, code: string) {
  return { status, body: { type: 'about:blank', title: code, status, code } };
}

/** An admin API with the tenant and its first owner, and with these responses to other requests. */
function adminApi(others: Record<string, { status: number; body: unknown }>) {
  const answers: typeof others = {
    'POST /admin/v1/tenants': problem(409, 'already-exists'),
    'POST /admin/v1/tenants/demo/owners': problem(409, 'already-exists'),
    'GET /admin/v1/tenants/demo/owners/demo-app': { status: 200, body: owner('demo-app', 'active') },
    'POST /admin/v1/tenants/demo/keys': { status: 201, body: issued },
    ...others,
  };
  const requests: WireRequest[] = [];
  const client = createAdminClient(async (request) => {
    requests.push(request);
    const { status, body } = answers[`${request.method} ${request.path}`] ?? problem(500, 'internal');
    return { status, text: JSON.stringify(body) };
  });
  const bodies = (path: string) =>
    requests.filter((each) => each.path === path).map(({ body }) => JSON.parse(body ?? 'null'));
  return { client, bodies };
}

function verified(outcome: string) {
  const body = { outcome, key: null, permissions: null };
  return { 'POST /admin/v1/tenants/demo/verify': { status: 200, body } };
}

it('keeps a demo key that is still accepted, without the addresses of an earlier start', async () => {
  const { client } = adminApi(verified('allowed'));
  const { endpointUrl, ...kept } = known;
  expect(await demoData(client, defaultProfile, known)).toEqual(kept);
});

it.each(['revoked', 'expired', 'disabled', 'unknown'])(
  'issues a new key if the known one is %s',
  async (outcome) => {
    const { client } = adminApi(verified(outcome));
    expect(await demoData(client, defaultProfile, known)).toEqual({
      tenant: 'demo',
      demoKey: 'pst_live_new',
      demoKeyId: 'new',
    });
  },
);

it('issues a key if none is known or its tenant is missing', async () => {
  const { client } = adminApi({ 'POST /admin/v1/tenants/demo/verify': problem(404, 'not-found') });
  expect(await demoData(client, defaultProfile, undefined)).toMatchObject({ demoKeyId: 'new' });
  expect(await demoData(client, defaultProfile, known)).toMatchObject({ demoKeyId: 'new' });
});

it('issues to another owner if the first is deactivated', async () => {
  const { client, bodies } = adminApi({
    'GET /admin/v1/tenants/demo/owners/demo-app': { status: 200, body: owner('demo-app', 'deactivated') },
    'GET /admin/v1/tenants/demo/owners/demo-app-2': { status: 200, body: owner('demo-app-2', 'active') },
  });
  await demoData(client, defaultProfile, undefined);
  expect(bodies('/admin/v1/tenants/demo/keys')).toMatchObject([{ owner: 'demo-app-2' }]);
});

it('throws if the API rejects for another reason', async () => {
  const { client } = adminApi({ 'POST /admin/v1/tenants': problem(503, 'unavailable') });
  await expect(demoData(client, defaultProfile, undefined)).rejects.toMatchObject({ code: 'unavailable' });
});

/** The request for the demo key of a profile: an owner that can have keys, and the defaults of the profile. */
const ISSUED: readonly (readonly [string, object, object])[] = [
  ['default', { id: 'demo-app', kind: 'application' }, { permissions: ['read', 'write'] }],
  ['mindhunters', { id: 'demo-app', kind: 'application' }, {}],
  ['mindset', { id: 'demo-app', kind: 'application' }, {}],
  ['minds', { id: 'demo-account', kind: 'account', plan: 'free' }, {}],
  ['mindkey', { id: 'demo-app', kind: 'application' }, {}],
  ['mindbridge', { id: 'demo-app', kind: 'application' }, {}],
];

it.each(ISSUED)('the demo data of %s are valid for the profile', async (name, owned, settings) => {
  const profile = PROFILES.get(name) ?? defaultProfile;
  const { id } = demoOwner(profile);
  const { client, bodies } = adminApi({
    [`GET /admin/v1/tenants/demo/owners/${id}`]: { status: 200, body: owner(id, 'active') },
  });
  await demoData(client, profile, undefined);
  expect(bodies('/admin/v1/tenants/demo/owners')).toEqual([owned]);
  expect(bodies('/admin/v1/tenants/demo/keys')).toEqual([{ owner: id, name: 'demo', ...settings }]);
});
