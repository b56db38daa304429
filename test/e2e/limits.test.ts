import { describe, expect, inject, it } from 'vitest';
import { adminClient, newKey, newTenant } from './support/admin.ts';

const { apiUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = inject('deployment');

/** A year, so that no period ends during a test. */
const YEARLY = { unit: 'days', days: 366, anchor: '2020-01-01' } as const;

function quotaOf(max: number) {
  return [{ name: 'yearly', kind: 'quota', max, period: YEARLY } as const];
}

async function call(url: string, value: string) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${value}` } });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const REST_BODY = {
  type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  title: 'Too Many Requests',
  status: 403,
  code: 'quota-exceeded',
  'violated-policies': ['yearly'],
};

describe('a key with a quota of one request', () => {
  it.each([
    ['a REST API', `${sampleRestUrl}/hello`, 403, REST_BODY],
    ['an HTTP API', `${sampleHttpUrl}/hello`, 403, { message: 'Forbidden' }],
    ['a guarded service', `${sampleGuardUrl}/hello`, 429, { ...REST_BODY, status: 429 }],
    ["Postern's own API", `${apiUrl}/ping`, 429, { ...REST_BODY, status: 429 }],
  ])('is denied by %s above it', async (name, url, status, body) => {
    const { value } = await newKey(await newTenant(), ['read'], { limits: quotaOf(1) });
    const allowed = await call(url, value);
    expect(allowed.status).toBe(200);
    const denied = await call(url, value);
    expect([denied.status, JSON.parse(denied.body)]).toEqual([status, body]);
    if (name === 'an HTTP API') return;
    expect(denied.headers.get('ratelimit')).toMatch(/^"yearly";r=0;t=\d+$/);
    expect(denied.headers.get('ratelimit-policy')).toBe('"yearly";q=1;w=31622400');
    expect(Number(denied.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('passes the remaining budget to the backend, which returns it', async () => {
    for (const url of [sampleRestUrl, sampleHttpUrl, sampleGuardUrl]) {
      const { value } = await newKey(await newTenant(), ['read'], { limits: quotaOf(5) });
      expect((await call(`${url}/hello`, value)).headers.get('ratelimit')).toMatch(/^"yearly";r=4;t=\d+$/);
    }
  });

  it('has the raised quota on the next request', async () => {
    const tenant = await newTenant();
    const { id, value } = await newKey(tenant, ['read'], { limits: quotaOf(1) });
    const status = async () => (await call(`${sampleGuardUrl}/hello`, value)).status;
    expect([await status(), await status()]).toEqual([200, 429]);
    await adminClient.call('updateKey', { params: { tenant, key: id }, body: { limits: quotaOf(2) } });
    expect([await status(), await status()]).toEqual([200, 429]);
  });
});

it.each([
  ['a REST API', sampleRestUrl, 403],
  ['a guarded service', sampleGuardUrl, 429],
])('a renewed key shares the quota of its predecessor on %s', async (_, url, status) => {
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant, ['read'], { limits: quotaOf(2) });
  const renewed = await adminClient.call('renewKey', { params: { tenant, key: id }, body: {} });
  const statuses = [];
  for (const each of [value, renewed.value, value, renewed.value]) {
    statuses.push((await call(`${url}/hello`, each)).status);
  }
  expect(statuses).toEqual([200, 200, status, status]);
});

it('all keys of an owner share its quota', async () => {
  const tenant = await newTenant();
  const params = { tenant, owner: 'app' };
  await adminClient.call('updateOwner', { params, body: { limits: quotaOf(1) } });
  const [first, second] = [await newKey(tenant), await newKey(tenant)];
  expect((await call(`${sampleRestUrl}/hello`, first.value)).status).toBe(200);
  expect((await call(`${sampleRestUrl}/hello`, second.value)).status).toBe(403);
});

it.each([
  ['a REST API', sampleRestUrl],
  ['an HTTP API', sampleHttpUrl],
  ['a guarded service', sampleGuardUrl],
])('%s denies a key from an address that it does not allow', async (_, url) => {
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant, ['read'], { allowedAddresses: ['127.0.0.0/8'] });
  expect((await call(`${url}/hello`, value)).status).toBe(200);
  const allowedAddresses = ['192.0.2.0/24', '2001:db8::/32'];
  await adminClient.call('updateKey', { params: { tenant, key: id }, body: { allowedAddresses } });
  expect((await call(`${url}/hello`, value)).status).toBe(403);
});
