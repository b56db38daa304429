import { beforeEach, describe, expect, it } from 'vitest';
import { createLookup } from '../../../lib/core/access/lookup.ts';
import { issuedKey, owner } from '../../../scripts/samples/issued-key.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { tenantOf } from '../../support/entities.ts';
import { issuedSession } from '../../support/issued-session.ts';

let reader: CountingReader;

function stored(settings: Parameters<typeof issuedKey>[0]) {
  const { key } = issuedKey(settings);
  reader.keys.set(key.id, key);
  return key;
}

beforeEach(() => {
  reader = new CountingReader();
  reader.owners.set('billing-app', owner());
});

describe('a lookup', () => {
  it('reads an unbound key once and never its owner', async () => {
    const key = stored({ boundBy: 'none' });
    const lookup = createLookup(reader, { tenantSuspension: false });
    for (let time = 1; time <= 3; time += 1) {
      expect(await lookup.key(key.id)).toEqual({ key, owner: undefined, isSuspended: false });
      expect(reader.reads).toHaveLength(time);
    }
  });

  it('reads a bound key and its owner, in one round trip once the link is known', async () => {
    const key = stored({ boundBy: 'owner' });
    const lookup = createLookup(reader, { tenantSuspension: false });
    const both = [`key ${key.id}`, 'owner acme billing-app'];

    expect(await lookup.key(key.id)).toEqual({ key, owner: owner(), isSuspended: false });
    expect([reader.reads, reader.roundTrips]).toEqual([both, 2]);

    reader.resetCounts();
    expect(await lookup.key(key.id)).toEqual({ key, owner: owner(), isSuspended: false });
    expect([reader.reads, reader.roundTrips]).toEqual([both, 1]);
  });

  it('reads an unknown ID each time, because missing keys are not cached', async () => {
    const { key } = issuedKey();
    const lookup = createLookup(reader, { tenantSuspension: false });
    expect((await lookup.key(key.id)).key).toBeUndefined();
    reader.keys.set(key.id, key);
    expect((await lookup.key(key.id)).key).toEqual(key);
  });

  it('shows every change of key and owner immediately, because only the link is cached', async () => {
    const key = stored({ boundBy: 'owner' });
    const lookup = createLookup(reader, { tenantSuspension: false });
    await lookup.key(key.id);

    const narrowed = { ...key, permissions: [], status: 'revoked' as const, credentials: [] };
    reader.keys.set(key.id, narrowed);
    reader.owners.set('billing-app', owner({ status: 'deactivated' }));
    expect(await lookup.key(key.id)).toEqual({
      key: narrowed,
      owner: owner({ status: 'deactivated' }),
      isSuspended: false,
    });

    reader.keys.clear();
    reader.owners.clear();
    expect(await lookup.key(key.id)).toEqual({ key: undefined, owner: undefined, isSuspended: false });
  });

  it('caches at most its capacity of links and evicts the oldest', async () => {
    const keys = Array.from({ length: 3 }, () => stored({ boundBy: 'owner' }));
    const lookup = createLookup(reader, { tenantSuspension: false, capacity: 2 });
    for (const { id } of keys) await lookup.key(id);

    const roundTrips: number[] = [];
    for (const { id } of keys.toReversed()) {
      reader.resetCounts();
      await lookup.key(id);
      roundTrips.push(reader.roundTrips);
    }
    expect(roundTrips).toEqual([1, 1, 2]);
  });

  it.each(['cold', 'warm'])('fails as a whole if a read fails (%s)', async (state) => {
    const key = stored({ boundBy: 'owner' });
    const lookup = createLookup(reader, { tenantSuspension: false });
    if (state === 'warm') await lookup.key(key.id);
    reader.failure = new Error('throttled');
    await expect(lookup.key(key.id)).rejects.toThrow('throttled');
  });
});

describe('a lookup of a session', () => {
  it.each(['owner', 'none'] as const)(
    'reads it, then its key and their owner in one round trip (bound by %s)',
    async (boundBy) => {
      const key = stored({ boundBy });
      const { session } = issuedSession(key);
      reader.sessions.set(session.id, session);
      const lookup = createLookup(reader, { tenantSuspension: false });

      for (let time = 1; time <= 2; time += 1) {
        reader.resetCounts();
        expect(await lookup.session(session.id)).toEqual({
          session,
          key,
          owner: owner(),
          isSuspended: false,
        });
        const reads = [`session ${session.id}`, `key ${key.id}`, 'owner acme billing-app'];
        expect([reader.reads, reader.roundTrips]).toEqual([reads, 2]);
      }
    },
  );

  it('ends after one read if the session does not exist', async () => {
    const none = { session: undefined, key: undefined, owner: undefined, isSuspended: false };
    expect(await createLookup(reader, { tenantSuspension: false }).session('Missing')).toEqual(none);
    expect(reader.reads).toEqual(['session Missing']);
  });

  it.each([1, 2])('fails as a whole if a read fails (round trip %i)', async (roundTrip) => {
    const key = stored({ boundBy: 'owner' });
    const { session } = issuedSession(key);
    reader.sessions.set(session.id, session);
    const failing = createLookup(
      {
        readSession: (id) => reader.readSession(id),
        readOwner: (tenant, id) => reader.readOwner(tenant, id),
        readTenant: (id) => reader.readTenant(id),
        readKey: async () => {
          throw new Error('throttled');
        },
      },
      { tenantSuspension: false },
    );
    if (roundTrip === 1) reader.failure = new Error('throttled');
    await expect(failing.session(session.id)).rejects.toThrow('throttled');
  });
});

it('reads the existence of a tenant each time', async () => {
  const lookup = createLookup(reader, { tenantSuspension: false });
  expect(await lookup.hasTenant('acme')).toBe(false);
  reader.tenants.set('acme', tenantOf({ id: 'acme' }));
  expect(await lookup.hasTenant('acme')).toBe(true);
});

describe('a lookup of a deployment whose tenants can be suspended', () => {
  const tenants = { tenantSuspension: true };

  it.each([
    ['none', ['tenant acme']],
    ['owner', ['owner acme billing-app', 'tenant acme']],
  ] as const)(
    'reads the tenant of a key bound by %s beside its other reads, in one round trip',
    async (boundBy, more) => {
      const key = stored({ boundBy });
      reader.tenants.set('acme', tenantOf({ id: 'acme' }));
      const lookup = createLookup(reader, tenants);
      for (const roundTrips of [2, 1]) {
        reader.resetCounts();
        expect(await lookup.key(key.id)).toMatchObject({ key, isSuspended: false });
        expect([reader.reads, reader.roundTrips]).toEqual([[`key ${key.id}`, ...more], roundTrips]);
      }
    },
  );

  it('shows a suspension and its end immediately, for a key and for its sessions', async () => {
    const key = stored({ boundBy: 'none' });
    const { session } = issuedSession(key);
    reader.sessions.set(session.id, session);
    const lookup = createLookup(reader, tenants);
    for (const status of ['active', 'suspended', 'active'] as const) {
      reader.tenants.set('acme', tenantOf({ id: 'acme', status }));
      const isSuspended = status === 'suspended';
      expect(await lookup.key(key.id)).toMatchObject({ isSuspended });
      expect(await lookup.session(session.id)).toMatchObject({ isSuspended });
    }
  });

  it('treats a tenant that does not exist as suspended', async () => {
    const key = stored({ boundBy: 'none' });
    expect(await createLookup(reader, tenants).key(key.id)).toMatchObject({ isSuspended: true });
  });
});
