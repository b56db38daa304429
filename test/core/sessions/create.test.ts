import { beforeEach, describe, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { digestSessionSecret } from '../../../lib/core/keys/digest.ts';
import { disableKey } from '../../../lib/core/keys/disable.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { OWNER_KINDS } from '../../../lib/core/owners/owner.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { type CreateSessionInput, createSession } from '../../../lib/core/sessions/create.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const HOUR_MS = 60 * 60 * 1000;
const HELD = ['read', 'write', 'orders:*', 'keys:*', 'sessions:manage'];

const { clock, faults, store, ...tenant } = tenantForEachTest({ profile: mindset });
let { deps } = tenant;
let key: Key;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  ({ deps } = tenant);
  ({ key } = await issue(deps, { permissions: HELD }));
  keyName = { tenant: 'acme', id: key.id };
});

function create(given: Partial<CreateSessionInput> = {}) {
  return createSession(deps, ADA, {
    key: { ...key, generation: 1 },
    requiredPermission: 'read',
    user: 'visitor-1',
    ...given,
  });
}

async function created(given: Partial<CreateSessionInput> = {}) {
  const result = await create(given);
  if (result.outcome !== 'created') throw new Error(`expected a session, got ${result.outcome}`);
  return result;
}

it('accepts a session immediately in place of its key, with its key, owner and user', async () => {
  const { session, value } = await created({ permissions: ['read'] });
  expect(await outcomeOf(deps, value)).toBe('allowed');
  expect(await outcomeOf(deps, value, 'write')).toBe('insufficient-permission');
  expect(await store.readSession(session.id)).toEqual(session);
  const secret = deps.codecs.session?.parse(value)?.secret ?? '';
  expect(session).toEqual({
    id: session.id,
    tenant: 'acme',
    key: key.id,
    owner: 'app',
    user: 'visitor-1',
    permissions: ['read'],
    createdAtMs: NOON,
    expiresAtMs: NOON + HOUR_MS,
    endedAtMs: null,
    digestVersion: 1,
    digest: digestSessionSecret(session.id, secret),
    version: 1,
  });
});

it('writes one event for a session, without its digest', async () => {
  const eventsBefore = store.events.length;
  const { session } = await created();
  const { digest, ...settings } = session;
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'session.created',
      subject: { kind: 'session', id: session.id },
      before: null,
      after: settings,
    },
  ]);
  expect(store.events.at(-1)?.after).not.toHaveProperty('digest');
});

describe('the lifetime of a session', () => {
  it.each([
    ['as asked for', 5000, 5000],
    ['24 hours at most', 24 * HOUR_MS, 24 * HOUR_MS],
    ['24 hours, where more is asked for', 24 * HOUR_MS + 1, 24 * HOUR_MS],
    ['an hour where nothing is said', undefined, HOUR_MS],
  ])('%s', async (_, lastsMs, ms) => {
    expect((await created({ lastsMs })).session.expiresAtMs).toBe(NOON + ms);
  });

  it('never exceeds the current expiry of its key', async () => {
    const short = await issue(deps, { expiresAtMs: NOON + 1000 });
    const stale = { ...short.key, expiresAtMs: null };
    expect((await created({ key: { ...stale, generation: 1 } })).session.expiresAtMs).toBe(NOON + 1000);
  });

  it('is exact to the millisecond', async () => {
    const { value } = await created({ lastsMs: 1000, permissions: ['read'] });
    clock.nowMs += 999;
    expect(await outcomeOf(deps, value)).toBe('allowed');
    clock.nowMs += 1;
    expect(await outcomeOf(deps, value)).toBe('expired');
  });
});

describe('the permissions of a session', () => {
  it('are by default the current permissions of its key, except those to create keys and sessions', async () => {
    expect((await created()).session.permissions).toEqual(['read', 'write', 'orders:*']);
    const { key: reader } = await issue(deps, { permissions: ['read'] });
    expect((await created({ key: { ...reader, generation: 1 } })).session.permissions).toEqual(['read']);
  });

  it.each([
    [['read', 'delete'], ['delete']],
    [['keys:manage'], ['keys:manage']],
    [['keys:*'], ['keys:*']],
    [['sessions:manage'], ['sessions:manage']],
    [['sessions:*', 'orders:read'], ['sessions:*']],
    [['invoices:*'], ['invoices:*']],
  ])('cannot exceed those of its key: %j', async (permissions, exceeding) => {
    const before = store.dump();
    expect(await create({ permissions })).toEqual({
      outcome: 'exceeds-key',
      permissions: exceeding,
      allowed: ['read', 'write', 'orders:*'],
    });
    expect(store.dump()).toBe(before);
  });

  it('can be any subset of those of its key', async () => {
    const permissions = ['orders:read', 'orders:items:*'];
    expect((await created({ permissions })).session.permissions).toEqual(permissions);
  });
});

it.each<[string, () => Promise<unknown>]>([
  ['disabled', () => disableKey(deps, ADA, keyName)],
  ['deleted', () => deleteKey(deps, ADA, keyName)],
  ['revoked', () => revokeKey(deps, ADA, keyName, 'superseded')],
])('rejects a key that is %s, also if that happens in between', async (_, end) => {
  faults.beforeCommit = async ({ kind }) => {
    if (kind === 'create-session') await end();
  };
  expect(await create()).toEqual({ outcome: 'key-not-active' });
  faults.beforeCommit = undefined;
  expect(await create()).toEqual({ outcome: 'key-not-active' });
  expect(await store.listSessions(key, { cursor: undefined, limit: 10 })).toMatchObject({ items: [] });
});

it('keeps a session after the deletion of its key, and ends it with a compromised key or a deactivated owner', async () => {
  const { value } = await created({ permissions: ['read'] });
  await deleteKey(deps, ADA, keyName);
  expect(await outcomeOf(deps, value)).toBe('allowed');
  await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  expect(await outcomeOf(deps, value)).toBe('owner-deactivated');
  await revokeKey(deps, ADA, keyName, 'compromised');
  expect(await outcomeOf(deps, value)).toBe('session-ended');
});

describe('a session decided on the state at commit time', () => {
  const OWNER = { tenant: 'acme', id: 'boss' };
  /** Makes a change once, after the decision on the session and before its commit. */
  const changeDuringCreation = (change: () => Promise<unknown>) => {
    faults.beforeCommit = async ({ kind }) => {
      if (kind !== 'create-session') return;
      faults.beforeCommit = undefined;
      await change();
    };
  };

  beforeEach(async () => {
    deps = { ...deps, profile: { ...mindset, owners: OWNER_KINDS } };
    ({ key } = await issue(deps, { owner: 'boss', permissions: [...HELD, 'delete'] }));
    keyName = { tenant: 'acme', id: key.id };
  });

  it('omits a permission that the key lost, and rejects it if it was requested', async () => {
    changeDuringCreation(() => updateKey(deps, ADA, keyName, { permissions: ['read'] }));
    expect((await created()).session.permissions).toEqual(['read']);

    await updateKey(deps, ADA, keyName, { permissions: ['read', 'write'] });
    changeDuringCreation(() => updateKey(deps, ADA, keyName, { permissions: ['read'] }));
    expect(await create({ permissions: ['write'] })).toEqual({
      outcome: 'exceeds-key',
      permissions: ['write'],
      allowed: ['read'],
    });
  });

  it('rejects a key that lost the permission to create sessions', async () => {
    changeDuringCreation(() => updateKey(deps, ADA, keyName, { permissions: ['read'] }));
    expect(await create({ requiredPermission: 'sessions:manage' })).toEqual({ outcome: 'key-not-active' });
  });

  it('ends at an expiry that was brought forward', async () => {
    changeDuringCreation(() => updateKey(deps, ADA, keyName, { expiresAtMs: NOON + 1000 }));
    expect((await created()).session.expiresAtMs).toBe(NOON + 1000);
  });

  it('omits a permission that the role of the owner no longer allows', async () => {
    changeDuringCreation(() => updateOwner(deps, ADA, OWNER, { role: 'auditor' }));
    const { session } = await created();
    expect(session.permissions).toContain('read');
    expect(session.permissions).not.toContain('write');
    await updateOwner(deps, ADA, OWNER, { role: 'app-admin' });
    expect(await store.readSession(session.id)).toEqual(session);
  });

  it('rejects a key whose owner was deactivated', async () => {
    changeDuringCreation(() => deactivateOwner(deps, ADA, OWNER));
    expect(await create()).toEqual({ outcome: 'key-not-active' });
  });

  it('rejects an expired key and a key of another tenant', async () => {
    await updateKey(deps, ADA, keyName, { expiresAtMs: NOON + 1000 });
    expect(await create({ key: { ...key, generation: 1, tenant: 'beta' } })).toEqual({
      outcome: 'key-not-active',
    });
    clock.nowMs += 1000;
    expect(await create()).toEqual({ outcome: 'key-not-active' });
  });
});

it('creates one session for 16 concurrent requests with one token', async () => {
  const token = { id: 't', bodyDigest: 'b' };
  const input = { key: { ...key, generation: 1 }, requiredPermission: 'read', user: 'visitor-1' };
  const results = await Promise.all(Array.from({ length: 16 }, () => createSession(deps, ADA, input, token)));
  const made = results.flatMap((each) => (each.outcome === 'created' ? [each.session.id] : []));
  expect(made).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'value-unavailable')).toEqual(
    Array(15).fill({ outcome: 'value-unavailable', sessionId: made[0] }),
  );
  expect(await store.listSessions(key, { cursor: undefined, limit: 10 })).toMatchObject({
    items: [{ id: made[0] }],
  });
});

it('generates another ID for a taken one and throws if all IDs are taken', async () => {
  const taken = (await created()).session;
  const { session: codec } = deps.codecs;
  if (!codec) throw new Error('the profile has sessions');
  const codecsThatGenerate = (ids: readonly string[]): UseCaseDeps => {
    const rest = [...ids];
    const generate: typeof codec.generate = (random) => {
      const generated = codec.generate(random);
      return { ...generated, keyId: rest.shift() ?? generated.keyId };
    };
    return { ...deps, codecs: { ...deps.codecs, session: { ...codec, generate } } };
  };
  const input = { key: { ...key, generation: 1 }, requiredPermission: 'read', user: 'visitor-2' };
  expect(await createSession(codecsThatGenerate([taken.id, 'freshFresh1234']), ADA, input)).toMatchObject({
    session: { id: 'freshFresh1234' },
  });
  expect(await store.readSession(taken.id)).toEqual(taken);
  const broken = codecsThatGenerate(Array.from({ length: 100 }, () => taken.id));
  await expect(createSession(broken, ADA, input)).rejects.toThrow('randomness is broken');
});

it('creates no session for a profile without sessions', async () => {
  deps = useCaseDeps(store, clock, defaultProfile);
  await expect(create()).rejects.toThrow('has no sessions');
});

it('creates no session for a request whose value was rejected in between', async () => {
  const [credential] = key.credentials;
  if (!credential) throw new Error('expected a credential');
  const replaced = { ...key, credentials: [{ ...credential, generation: 2 }], version: 2 };
  await store.commit({ kind: 'update-key', key: replaced }, eventOf('acme'));
  expect(await create()).toEqual({ outcome: 'key-not-active' });
  expect(await create({ key: { ...key, generation: null } })).toEqual({ outcome: 'key-not-active' });
  expect(await create({ key: { ...key, generation: 2 } })).toMatchObject({ outcome: 'created' });
});
