import { beforeEach, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/control-api/handler.ts';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

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

/** What a consumer reads of a secret. */
function valueIn(secretArn: string): string {
  const secret = api.secrets.secrets.get(secretArn);
  const text = secret?.versions.get(secret.holderOf('AWSCURRENT') ?? '')?.text ?? '{}';
  const held: unknown = JSON.parse(text);
  return typeof held === 'object' && held && 'value' in held ? String(held.value) : '';
}

it('no answer of any route ever holds a value or a digest', async () => {
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

it('a repetition with its Idempotency-Key answers with the same key, and another body is refused', async () => {
  const given = { ...ACME, headers: { 'idempotency-key': 'once' } };
  const first = await api.done('manageKey', { ...given, json: { owner: 'app' } });
  expect(await api.done('manageKey', { ...given, json: { owner: 'app' } })).toEqual(first);
  expect(api.secrets.secrets.size).toBe(1);
  const other = await api.refused('manageKey', { ...given, json: { owner: 'app', name: 'x' } });
  expect(other.code).toBe('idempotency-key-reused');
});

it.each([
  ['neither an owner nor a key', {}],
  ['both of them', { owner: 'app', key: 'a1' }],
  ['settings of a new key for one that is there', { key: 'a1', permissions: ['read'] }],
  ['an end of a value that nobody knows', { owner: 'app', existingValueGraceSeconds: 1 }],
  ['everybody as reader', { owner: 'app', readers: ['*'] }],
  ['a window of a day that is none', { owner: 'app', windows: ['someday 02:00-05:00'] }],
  ['a window that ends before it begins', { owner: 'app', windows: ['mon 05:00-02:00'] }],
])('is refused at the door: %s', async (_, json) => {
  expect(await api.refused('manageKey', { ...ACME, json })).toMatchObject({ code: 'invalid-request' });
  expect(api.secrets.secrets.size).toBe(0);
});

it('an overlap that is too short is refused in words that say what it must be', async () => {
  const { code, detail } = await api.refused('manageKey', {
    ...ACME,
    json: { owner: 'app', overlapSeconds: 60 },
  });
  expect(code).toBe('overlap-too-short');
  expect(detail).toContain('consumer cache 1 hour');
});

it('an adopted key tells who still uses the value that is known, and until when', async () => {
  const { key } = await issue(api.deps);
  await manage({ key: key.id, existingValueGraceSeconds: 3 * 86_400 });
  const atMs = api.clock.nowMs + HOUR;
  await api.usage.appendAccessLog([
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

it('rotating too soon is a 429 that says when, to the second', async () => {
  const { key } = await manage();
  expect(await api.done('rotateKey', of(key))).toMatchObject({
    propagatedBy: '2027-01-31T13:01:00.000Z',
  });
  const reply = await api.call('rotateKey', of(key));
  expect(reply).toMatchObject({ statusCode: 429, headers: { 'Retry-After': '600' } });
});

it('each rotation is told with its steps, their times, who did it and how it ended', async () => {
  const { key } = await manage();
  api.clock.nowMs += HOUR;
  await api.done('rotateKey', of(key));
  const { items } = await api.done('showRotations', of(key));
  expect(items).toMatchObject([
    { kind: 'standard', startedAt: '2027-01-31T13:00:00.000Z', outcome: 'finished' },
  ]);
  const steps = items[0]?.steps.map(({ step }) => step);
  // All within one millisecond of this clock, in any order.
  expect(new Set(steps)).toEqual(new Set(['started', 'value-generated', 'value-accepted', 'finished']));
  expect(items[0]?.steps[0]?.by).toContain('arn:aws:iam');
});

it('what leaked is replaced at once: refused from the answer on, and the secret has another', async () => {
  const { key, secretArn } = await manage();
  const leaked = valueIn(secretArn);
  expect(await api.done('replaceManagedKey', of(key))).toMatchObject({ secretArn });
  expect(await outcomeOf(api.deps, leaked)).not.toBe('allowed');
  expect(await outcomeOf(api.deps, valueIn(secretArn))).toBe('allowed');
});

it('the plan says what rotates when, and what it waits for: its window, a freeze, to be resumed', async () => {
  const week = 7 * 86_400;
  // Noon of 2027-01-31 is a Sunday.
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

it('a value that is older than the tenant allows is reported, and shown with the key', async () => {
  const { key } = await manage({ owner: 'app', rotateEverySeconds: null });
  await api.done('updateTenant', { ...ACME, json: { maxValueAgeDays: 30 } });
  expect((await api.done('listPolicyViolations', ACME)).items).toEqual([]);
  api.clock.nowMs += 30 * DAY;
  const violation = { policy: 'max-value-age', limitDays: 30, since: '2027-03-02T12:00:00.000Z' };
  expect((await api.done('listPolicyViolations', ACME)).items).toEqual([{ key, violations: [violation] }]);
  expect((await api.done('showManagedKey', of(key))).violations).toEqual([violation]);
});

it('a key that is not managed is told apart from one that is not there', async () => {
  const { key } = await issue(api.deps);
  for (const operation of ['showManagedKey', 'rotateKey', 'unmanageKey'] as const)
    expect((await api.refused(operation, of(key.id))).code).toBe('not-managed');
});

it('a deployment that rotates nothing says so, and lists none', async () => {
  const handler = createHandler({
    ...api.deps,
    usage: undefined,
    rotation: undefined,
    rotationLimits: undefined,
    metrics: { keyTable: 'keys', write: () => {} },
    log: () => {},
  });
  const create = { params: ACME.params, route: adminRoutes.manageKey, body: '{"owner":"app"}' };
  const reply = await handler(httpApiEvent(create));
  expect(JSON.parse(reply.body)).toMatchObject({ status: 409, code: 'rotation-disabled' });
  expect((await handler(httpApiEvent({ ...ACME, route: adminRoutes.listManagedKeys }))).statusCode).toBe(200);
});
