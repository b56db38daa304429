import { beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../lib/core/store.ts';
import { createTenantWithOwners } from '../../support/sample-tenant.ts';
import { type AdminCall, createAdminApi } from './admin-api.ts';

const HOUR_MS = 3_600_000;
const inAcme = { params: { tenant: 'acme' } };
const CREATIONS = ['createTenant', 'createOwner', 'createKey'] as const;
const CALLS: Readonly<Record<(typeof CREATIONS)[number], AdminCall>> = {
  createTenant: { json: { id: 'beta', name: 'Beta' } },
  createOwner: { ...inAcme, json: { id: 'new', kind: 'application' } },
  createKey: { ...inAcme, json: { owner: 'app' } },
};
const OTHER_BODIES = {
  createTenant: { id: 'beta', name: 'Another' },
  createOwner: { id: 'other', kind: 'application' },
  createKey: { owner: 'app', permissions: ['write'] },
};

let api: ReturnType<typeof createAdminApi>;

beforeEach(async () => {
  api = createAdminApi();
  await createTenantWithOwners(api.deps);
});

function keyed(call: AdminCall, key = 'build:42'): AdminCall {
  return { ...call, headers: { 'idempotency-key': key } };
}

function unavailable(): never {
  throw new UnavailableError('the key table does not respond', { cause: new Error('ETIMEDOUT') });
}

describe('a creation that is repeated with the same Idempotency-Key', () => {
  it.each(CREATIONS)('creates nothing again, and is recorded once: %s', async (operation) => {
    await api.done(operation, keyed(CALLS[operation]));
    const before = api.store.dump();

    await api.call(operation, keyed(CALLS[operation]));

    expect(api.store.dump()).toBe(before);
  });

  it('returns the current tenant', async () => {
    const first = await api.done('createTenant', keyed(CALLS.createTenant));
    expect(await api.done('createTenant', keyed(CALLS.createTenant))).toEqual(first);
  });

  it('returns the current owner', async () => {
    const first = await api.done('createOwner', keyed(CALLS.createOwner));
    await api.done('deactivateOwner', { params: { tenant: 'acme', owner: 'new' } });
    expect(await api.done('createOwner', keyed(CALLS.createOwner))).toEqual({
      ...first,
      status: 'deactivated',
      version: 2,
    });
  });

  it('returns the ID of a key and reports that its value is not available', async () => {
    const { id, value } = await api.done('createKey', keyed(CALLS.createKey));

    const repeated = await api.rejected('createKey', keyed(CALLS.createKey));

    expect(repeated).toMatchObject({ status: 409, code: 'value-unavailable', key: { tenant: 'acme', id } });
    expect(JSON.stringify(repeated) + api.store.dump()).not.toContain(value);
  });

  it('returns the same if such a key could not be created any more', async () => {
    const { id } = await api.done('createKey', keyed(CALLS.createKey));
    await api.done('deactivateOwner', { params: { tenant: 'acme', owner: 'app' } });
    expect(await api.rejected('createKey', keyed(CALLS.createKey))).toMatchObject({ key: { id } });
  });

  it('compares bodies regardless of their format', async () => {
    await api.done('createKey', keyed({ ...inAcme, json: { owner: 'app', boundBy: 'owner' } }));
    const spelled = keyed({ ...inAcme, body: '{ "boundBy": "owner",\n "owner":"app" }' });
    expect(await api.rejected('createKey', spelled)).toMatchObject({ code: 'value-unavailable' });
  });

  it('compares received bodies, because a release can change defaults between the requests', async () => {
    await api.done('createKey', keyed(CALLS.createKey));
    const withDefault = keyed({ ...inAcme, json: { owner: 'app', boundBy: 'owner' } });
    expect(await api.rejected('createKey', withDefault)).toMatchObject({ code: 'idempotency-key-reused' });
  });

  it.each(CREATIONS)('is rejected with another body, and creates nothing: %s', async (operation) => {
    await api.done(operation, keyed(CALLS[operation]));
    const before = api.store.dump();

    const other = keyed({ ...CALLS[operation], json: OTHER_BODIES[operation] });

    expect(await api.rejected(operation, other)).toMatchObject({
      status: 422,
      code: 'idempotency-key-reused',
    });
    expect(api.store.dump()).toBe(before);
  });

  it('creates again after 24 hours', async () => {
    const first = await api.done('createKey', keyed(CALLS.createKey));
    api.clock.nowMs += 24 * HOUR_MS - 1;
    expect(await api.rejected('createKey', keyed(CALLS.createKey))).toMatchObject({
      code: 'value-unavailable',
    });
    api.clock.nowMs += 1;
    expect((await api.done('createKey', keyed(CALLS.createKey))).id).not.toBe(first.id);
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    ['another caller', { authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/bob' } } }],
    ['another tenant', { params: { tenant: 'beta' } }],
    ['another key', { headers: { 'idempotency-key': 'build:43' } }],
    ['no key', { headers: {} }],
  ])('does not apply to %s', async (_, other) => {
    await createTenantWithOwners(api.deps, 'beta');
    const first = await api.done('createKey', keyed(CALLS.createKey));
    const second = await api.done('createKey', { ...keyed(CALLS.createKey), ...other });
    expect(second.id).not.toBe(first.id);
  });

  it('does not apply to another route', async () => {
    await api.done('createOwner', keyed(CALLS.createOwner));
    await api.done('createKey', keyed(CALLS.createKey));
    await api.done('createTenant', keyed(CALLS.createTenant));
  });

  it('is not consumed by a rejected request', async () => {
    await api.rejected('createKey', keyed({ ...inAcme, json: { owner: 'nobody' } }));
    await api.done('createKey', keyed(CALLS.createKey));
  });

  it.each(['', ' ', 'a b', 'a,b', 'a\nb', 'é', '"quoted"', 'k'.repeat(129)])(
    'is rejected if it is malformed, and not returned: %j',
    async (key) => {
      for (const operation of CREATIONS) {
        const before = api.store.dump();
        const problem = await api.rejected(operation, keyed(CALLS[operation], key));
        expect(problem).toMatchObject({ status: 400, issues: [{ path: 'Idempotency-Key' }] });
        expect(api.store.dump()).toBe(before);
      }
    },
  );
});

describe('concurrent creations with the same Idempotency-Key', () => {
  it.each(CREATIONS)('create one resource: %s', async (operation) => {
    const countBefore = api.store.events.length;

    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api.call(operation, keyed(CALLS[operation]))),
    );

    expect(api.store.events).toHaveLength(countBefore + 1);
    const answers = replies.map(({ body }) => JSON.parse(body));
    const [first] = answers.filter(({ createdAt }) => createdAt);
    const repetition =
      operation === 'createKey' ? { code: 'value-unavailable', key: { id: first.id } } : first;
    for (const answer of answers.filter((each) => each !== first)) expect(answer).toMatchObject(repetition);
  });
});

describe('a creation whose response was lost', () => {
  it.each(['createTenant', 'createOwner'] as const)('succeeds when repeated: %s', async (operation) => {
    api.faults.afterCommit = unavailable;
    expect(await api.rejected(operation, keyed(CALLS[operation]))).toMatchObject({ code: 'unavailable' });
    api.faults.afterCommit = undefined;
    const count = api.store.events.length;

    await api.done(operation, keyed(CALLS[operation]));

    expect(api.store.events).toHaveLength(count);
  });

  it('leaves one key, which a retry returns and which can be revoked', async () => {
    api.faults.afterCommit = unavailable;
    await api.rejected('createKey', keyed(CALLS.createKey));
    api.faults.afterCommit = undefined;

    const { key } = await api.rejected('createKey', keyed(CALLS.createKey));

    const { items } = await api.done('listKeys', inAcme);
    expect(items.map(({ id }) => id)).toEqual([key?.id]);
    const revoke = { params: { tenant: 'acme', key: key?.id ?? '' } };
    expect(await api.done('revokeKey', revoke)).toMatchObject({ status: 'revoked' });
  });
});
