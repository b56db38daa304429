import { beforeEach, expect, it } from 'vitest';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi, minimalControlApi } from './admin-api.ts';

const ACME = { params: { tenant: 'acme' } };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
});

const manage = (json: object = { owner: 'app', rotateEverySeconds: 90 * 86_400 }) =>
  api.done('manageKey', { ...ACME, json });
const of = (key: string) => ({ params: { tenant: 'acme', key } });

/** The secret payload of a consumer. */
function valueIn(secretArn: string): string {
  const secret = api.secrets.secrets.get(secretArn);
  const text = secret?.versions.get(secret.holderOf('AWSCURRENT') ?? '')?.text ?? '{}';
  const held: unknown = JSON.parse(text);
  return typeof held === 'object' && held && 'value' in held ? String(held.value) : '';
}

it('never returns a value or a digest from any route', async () => {
  const { key, secretArn } = await manage();
  api.clock.nowMs += HOUR;
  const answers = [
    await api.done('rotateKey', of(key)),
    await api.done('listManagedKeys', ACME),
    await api.done('showManagedKey', of(key)),
    await api.done('showRotations', of(key)),
    await api.done('listAuditEvents', ACME),
  ];
  const [credential] = (await api.store.readKey(key))?.credentials ?? [];
  for (const secret of [valueIn(secretArn), credential?.digest ?? '?'])
    expect(JSON.stringify(answers)).not.toContain(secret);
});

it('returns the same key for a repeated Idempotency-Key, and rejects another body', async () => {
  const given = { ...ACME, headers: { 'idempotency-key': 'once' } };
  const first = await api.done('manageKey', { ...given, json: { owner: 'app' } });
  expect(await api.done('manageKey', { ...given, json: { owner: 'app' } })).toEqual(first);
  expect(api.secrets.secrets.size).toBe(1);
  const other = await api.rejected('manageKey', { ...given, json: { owner: 'app', name: 'x' } });
  expect(other.code).toBe('idempotency-key-reused');
});

it('issues a managed key with limits and addresses, completed with their defaults', async () => {
  const limits = [{ name: 'requests', kind: 'rate', requests: 5000, perSeconds: 1 }];
  const { key } = await api.done('manageKey', {
    ...ACME,
    json: { owner: 'app', limits, allowedAddresses: ['192.0.2.0/24'] },
  });
  expect(await api.store.readKey(key)).toMatchObject({
    limits: [{ name: 'requests', burst: 5000, leaseSeconds: 1, onFailure: 'deny' }],
    allowedAddresses: ['192.0.2.0/24'],
  });
});

it.each([
  ['limits of an existing key', { key: 'a1', limits: [] }],
  [
    'a rate out of bounds',
    { owner: 'app', limits: [{ name: 'x', kind: 'rate', requests: 0, perSeconds: 1 }] },
  ],
  ['an address with host bits', { owner: 'app', allowedAddresses: ['192.0.2.1/24'] }],
  ['neither an owner nor a key', {}],
  ['both of them', { owner: 'app', key: 'a1' }],
  ['settings of a new key for an existing key', { key: 'a1', permissions: ['read'] }],
  ['an end of an existing value for a new key', { owner: 'app', existingValueGraceSeconds: 1 }],
  ['all principals as readers', { owner: 'app', readers: ['*'] }],
  ['a window of an unknown day', { owner: 'app', windows: ['someday 02:00-05:00'] }],
  ['a window that ends before it begins', { owner: 'app', windows: ['mon 05:00-02:00'] }],
])('rejects an invalid request: %s', async (_, json) => {
  expect(await api.rejected('manageKey', { ...ACME, json })).toMatchObject({ code: 'invalid-request' });
  expect(api.secrets.secrets.size).toBe(0);
});

it('rejects a short overlap with the required minimum', async () => {
  const { code, detail } = await api.rejected('manageKey', {
    ...ACME,
    json: { owner: 'app', overlapSeconds: 60 },
  });
  expect(code).toBe('overlap-too-short');
  expect(detail).toContain('consumer cache 1 hour');
});

it('returns the remaining use of the existing value of an adopted key, and its end', async () => {
  const { key } = await issue(api.deps);
  await manage({ key: key.id, existingValueGraceSeconds: 3 * 86_400 });
  const atMs = api.clock.nowMs + HOUR;
  await api.usage.appendAccessLog('batch', [
    {
      ...{ tenant: 'acme', key: key.id, id: 'a', atMs, outcome: 'allowed', via: 'authorizer', method: 'GET' },
      ...{ route: '/orders', sourceAddress: '203.0.113.7', userAgent: 'curl/8.5.0', generation: 1 },
    },
  ]);
  api.clock.nowMs += 2 * HOUR;
  const { otherActiveValues, statusMessages } = await api.done('showManagedKey', of(key.id));
  expect(otherActiveValues).toMatchObject([
    {
      generation: 1,
      endsAt: '2027-02-03T12:00:00.000Z',
      lastUse: { sourceAddress: '203.0.113.7', route: 'GET /orders', at: new Date(atMs).toISOString() },
    },
  ]);
  expect(statusMessages).toContain('The value of generation 1 ends at 2027-02-03T12:00:00.000Z.');
});

it('returns 429 with the retry time in seconds for an early rotation', async () => {
  const { key } = await manage();
  expect(await api.done('rotateKey', of(key))).toMatchObject({
    propagatedBy: '2027-01-31T13:01:00.000Z',
  });
  const reply = await api.call('rotateKey', of(key));
  expect(reply).toMatchObject({ statusCode: 429, headers: { 'Retry-After': '600' } });
});

it('lists each rotation with its steps, times, actor and outcome', async () => {
  const { key } = await manage();
  api.clock.nowMs += HOUR;
  await api.done('rotateKey', of(key));
  const { items } = await api.done('showRotations', of(key));
  expect(items).toMatchObject([
    { kind: 'standard', startedAt: '2027-01-31T13:00:00.000Z', outcome: 'finished' },
  ]);
  const steps = items[0]?.steps.map(({ step }) => step);
  // All steps have the same millisecond, so their order varies.
  expect(new Set(steps)).toEqual(new Set(['started', 'value-generated', 'value-accepted', 'finished']));
  expect(items[0]?.steps[0]?.by).toContain('arn:aws:iam');
});

it('replaces a leaked value immediately: denies the old value and stores another one', async () => {
  const { key, secretArn } = await manage();
  const leaked = valueIn(secretArn);
  expect(await api.done('replaceManagedKey', of(key))).toMatchObject({ secretArn });
  expect(await outcomeOf(api.deps, leaked)).not.toBe('allowed');
  expect(await outcomeOf(api.deps, valueIn(secretArn))).toBe('allowed');
});

it('lists upcoming rotations with their time and their wait reason: window, freeze or pause', async () => {
  const week = 7 * 86_400;
  // 2027-01-31 is a Sunday.
  const windowed = await manage({ owner: 'app', rotateEverySeconds: week, windows: ['wed 02:00-05:00'] });
  const paused = await manage({ owner: 'app', rotateEverySeconds: week });
  await manage({ owner: 'app', rotateEverySeconds: null });
  await api.done('pauseRotation', of(paused.key));
  api.clock.nowMs += 7 * DAY;
  const plan = async () => (await api.done('listUpcomingRotations', { ...ACME, query: 'days=7' })).items;
  const ofKey = async (key: string) => (await plan()).find((each) => each.key === key);

  expect(await plan()).toHaveLength(2);
  expect(await ofKey(windowed.key)).toMatchObject({ at: '2027-02-10T02:00:00.000Z', reason: 'window' });
  expect(await ofKey(paused.key)).toMatchObject({ at: null, reason: 'paused' });
  await api.done('resumeRotation', of(paused.key));
  expect(await ofKey(paused.key)).toMatchObject({ reason: 'due' });
  const freeze = { until: '2027-02-12T00:00:00.000Z', reason: 'Sales' };
  await api.done('updateTenant', { ...ACME, json: { rotationFreeze: freeze } });
  expect(await ofKey(paused.key)).toMatchObject({ at: freeze.until, reason: 'freeze' });
  expect(await ofKey(windowed.key)).toBeUndefined();
});

it('lists managed keys and upcoming rotations with the name, owner, status and expiry of each key', async () => {
  const expiresAt = '2027-02-28T12:00:00.000Z';
  const { key } = await manage({ owner: 'app', name: 'Ledger', expiresAt, rotateEverySeconds: 86_400 });
  const listed = { key, name: 'Ledger', owner: 'app', status: 'active', expiresAt };
  expect((await api.done('listManagedKeys', ACME)).items).toMatchObject([listed]);
  expect(await api.done('showManagedKey', of(key))).toMatchObject(listed);
  expect((await api.done('listUpcomingRotations', ACME)).items).toMatchObject([{ key, name: 'Ledger' }]);
  await api.done('disableKey', of(key));
  expect((await api.done('listManagedKeys', ACME)).items).toMatchObject([{ ...listed, status: 'disabled' }]);
});

it('reports a value that exceeds the maximum age, and shows the violation with the key', async () => {
  const { key } = await manage({ owner: 'app', rotateEverySeconds: null });
  await api.done('updateTenant', { ...ACME, json: { maxValueAgeDays: 30 } });
  expect((await api.done('listPolicyViolations', ACME)).items).toEqual([]);
  api.clock.nowMs += 30 * DAY;
  const violation = { policy: 'max-value-age', limitDays: 30, since: '2027-03-02T12:00:00.000Z' };
  expect((await api.done('listPolicyViolations', ACME)).items).toEqual([{ key, violations: [violation] }]);
  expect((await api.done('showManagedKey', of(key))).violations).toEqual([violation]);
});

it('distinguishes a key that is not managed from an unknown key', async () => {
  const { key } = await issue(api.deps);
  for (const operation of ['showManagedKey', 'rotateKey', 'unmanageKey'] as const)
    expect((await api.rejected(operation, of(key.id))).code).toBe('not-managed');
});

it('reports that the deployment has no rotation, and lists no managed keys', async () => {
  const handler = minimalControlApi(api.deps);
  const create = { params: ACME.params, route: adminRoutes.manageKey, body: '{"owner":"app"}' };
  const reply = await handler(httpApiEvent(create));
  expect(JSON.parse(reply.body)).toMatchObject({ status: 409, code: 'rotation-disabled' });
  expect((await handler(httpApiEvent({ ...ACME, route: adminRoutes.listManagedKeys }))).statusCode).toBe(200);
});
