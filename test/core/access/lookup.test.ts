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
    const lookup = createLookup(reader);
    for (let time = 1; time <= 3; time += 1) {
      expect(await lookup.key(key.id)).toEqual({ key, owner: undefined });
      expect(reader.reads).toHaveLength(time);
    }
  });

  it('reads a bound key and its owner, in one round trip once the link is known', async () => {
    const key = stored({ boundBy: 'owner' });
    const lookup = createLookup(reader);
    const both = [`key ${key.id}`, 'owner acme billing-app'];

    expect(await lookup.key(key.id)).toEqual({ key, owner: owner() });
    expect([reader.reads, reader.roundTrips]).toEqual([both, 2]);

    reader.resetCounts();
    expect(await lookup.key(key.id)).toEqual({ key, owner: owner() });
    expect([reader.reads, reader.roundTrips]).toEqual([both, 1]);
  });

  it('reads an unknown ID each time, because missing keys are not cached', async () => {
    const { key } = issuedKey();
    const lookup = createLookup(reader);
    expect((await lookup.key(key.id)).key).toBeUndefined();
    reader.keys.set(key.id, key);
    expect((await lookup.key(key.id)).key).toEqual(key);
  });

  it('shows every change of key and owner immediately, because only the link is cached', async () => {
    const key = stored({ boundBy: 'owner' });
    const lookup = createLookup(reader);
    await lookup.key(key.id);

    const narrowed = { ...key, permissions: [], status: 'revoked' as const, credentials: [] };
    reader.keys.set(key.id, narrowed);
    reader.owners.set('billing-app', owner({ status: 'deactivated' }));
    expect(await lookup.key(key.id)).toEqual({ key: narrowed, owner: owner({ status: 'deactivated' }) });

    reader.keys.clear();
    reader.owners.clear();
    expect(await lookup.key(key.id)).toEqual({ key: undefined, owner: undefined });
  });

  it('caches at most its capacity of links and evicts the oldest', async () => {
    const keys = Array.from({ length: 3 }, () => stored({ boundBy: 'owner' }));
    const lookup = createLookup(reader, 2);
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
    const lookup = createLookup(reader);
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
      const lookup = createLookup(reader);

      for (let time = 1; time <= 2; time += 1) {
        reader.resetCounts();
        expect(await lookup.session(session.id)).toEqual({ session, key, owner: owner() });
        const reads = [`session ${session.id}`, `key ${key.id}`, 'owner acme billing-app'];
        expect([reader.reads, reader.roundTrips]).toEqual([reads, 2]);
      }
    },
  );

  it('ends after one read if the session does not exist', async () => {
    const none = { session: undefined, key: undefined, owner: undefined };
    expect(await createLookup(reader).session('Missing')).toEqual(none);
    expect(reader.reads).toEqual(['session Missing']);
  });

  it.each([1, 2])('fails as a whole if a read fails (round trip %i)', async (roundTrip) => {
    const key = stored({ boundBy: 'owner' });
    const { session } = issuedSession(key);
    reader.sessions.set(session.id, session);
    const failing = createLookup({
      readSession: (id) => reader.readSession(id),
      readOwner: (tenant, id) => reader.readOwner(tenant, id),
      readTenant: (id) => reader.readTenant(id),
      readKey: async () => {
        throw new Error('throttled');
      },
    });
    if (roundTrip === 1) reader.failure = new Error('throttled');
    await expect(failing.session(session.id)).rejects.toThrow('throttled');
  });
});

it('reads the existence of a tenant each time', async () => {
  const lookup = createLookup(reader);
  expect(await lookup.hasTenant('acme')).toBe(false);
  reader.tenants.set('acme', tenantOf({ id: 'acme' }));
  expect(await lookup.hasTenant('acme')).toBe(true);
});
