import { beforeEach, describe, expect, it } from 'vitest';
import { createLookUp } from '../../../lib/core/access/look-up.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { issuedKey, owner } from '../../support/issued-key.ts';

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

describe('a look-up', () => {
  it('reads an unbound key once and its owner never', async () => {
    const key = stored({ boundBy: 'none' });
    const lookUp = createLookUp(reader);
    for (let time = 1; time <= 3; time += 1) {
      expect(await lookUp(key.id)).toEqual({ key, owner: undefined });
      expect(reader.reads).toHaveLength(time);
    }
  });

  it('reads a bound key and its owner, in one round trip once the link is known', async () => {
    const key = stored({ boundBy: 'owner' });
    const lookUp = createLookUp(reader);
    const both = [`key ${key.id}`, 'owner acme billing-app'];

    expect(await lookUp(key.id)).toEqual({ key, owner: owner() });
    expect([reader.reads, reader.roundTrips]).toEqual([both, 2]);

    reader.forgetCounts();
    expect(await lookUp(key.id)).toEqual({ key, owner: owner() });
    expect([reader.reads, reader.roundTrips]).toEqual([both, 1]);
  });

  it('reads an unknown id each time: that it is unknown is not remembered', async () => {
    const { key } = issuedKey();
    const lookUp = createLookUp(reader);
    expect((await lookUp(key.id)).key).toBeUndefined();
    reader.keys.set(key.id, key);
    expect((await lookUp(key.id)).key).toEqual(key);
  });

  it('shows every change of key and owner at once: nothing but the link is remembered', async () => {
    const key = stored({ boundBy: 'owner' });
    const lookUp = createLookUp(reader);
    await lookUp(key.id);

    const narrowed = { ...key, permissions: [], status: 'revoked' as const, credentials: [] };
    reader.keys.set(key.id, narrowed);
    reader.owners.set('billing-app', owner({ status: 'cut-off' }));
    expect(await lookUp(key.id)).toEqual({ key: narrowed, owner: owner({ status: 'cut-off' }) });

    reader.keys.clear();
    reader.owners.clear();
    expect(await lookUp(key.id)).toEqual({ key: undefined, owner: undefined });
  });

  it('remembers no more links than its capacity, and forgets the oldest', async () => {
    const keys = Array.from({ length: 3 }, () => stored({ boundBy: 'owner' }));
    const lookUp = createLookUp(reader, 2);
    for (const { id } of keys) await lookUp(id);

    const roundTrips: number[] = [];
    for (const { id } of keys.toReversed()) {
      reader.forgetCounts();
      await lookUp(id);
      roundTrips.push(reader.roundTrips);
    }
    expect(roundTrips).toEqual([1, 1, 2]);
  });

  it.each(['cold', 'warm'])('fails as a whole if a read fails (%s)', async (state) => {
    const key = stored({ boundBy: 'owner' });
    const lookUp = createLookUp(reader);
    if (state === 'warm') await lookUp(key.id);
    reader.failure = new Error('throttled');
    await expect(lookUp(key.id)).rejects.toThrow('throttled');
  });
});
