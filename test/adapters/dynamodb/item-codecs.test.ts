import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAuditEvent, encodeAuditEvent } from '../../../lib/adapters/dynamodb/audit-item.ts';
import { encodeCountedKey } from '../../../lib/adapters/dynamodb/counted-key-item.ts';
import {
  decodeIdempotencyRecord,
  encodeIdempotencyRecord,
} from '../../../lib/adapters/dynamodb/idempotency-item.ts';
import type { Attributes } from '../../../lib/adapters/dynamodb/item.ts';
import { decodeKey, decodeKeySettings, encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { encodeLink } from '../../../lib/adapters/dynamodb/lineage-item.ts';
import { decodeManagedKey, encodeManagedKey } from '../../../lib/adapters/dynamodb/managed-key-item.ts';
import { encodeMembership, identityRange } from '../../../lib/adapters/dynamodb/membership-item.ts';
import { decodeOwner, encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import {
  decodeSession,
  decodeSessionSettings,
  encodeSession,
} from '../../../lib/adapters/dynamodb/session-item.ts';
import { decodeTenant, encodeTenant } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { KEY_TABLE } from '../../../lib/contracts/key-table.ts';
import { aKey, aManagedKey, anEvent, anOwner, aSession, aTenant } from '../../support/arbitraries.ts';
import {
  digestOf,
  eventOf,
  keyOf,
  managedKeyOf,
  NOON,
  ownerOf,
  sessionOf,
  tenantOf,
} from '../../support/entities.ts';

describe('an item', () => {
  it('decodes to the encoded key', () => {
    fc.assert(
      fc.property(aKey, (key) => {
        expect(decodeKey(encodeKey(key))).toEqual(key);
      }),
    );
  });

  it('decodes to the encoded rotation state', () => {
    fc.assert(
      fc.property(aManagedKey, (managed) => {
        expect(decodeManagedKey(encodeManagedKey(managed))).toEqual(managed);
      }),
    );
  });

  it('decodes to the encoded owner', () => {
    fc.assert(
      fc.property(anOwner, (owner) => {
        expect(decodeOwner(encodeOwner(owner))).toEqual(owner);
      }),
    );
  });

  it('decodes to the encoded tenant', () => {
    fc.assert(
      fc.property(aTenant, (tenant) => {
        expect(decodeTenant(encodeTenant(tenant))).toEqual(tenant);
      }),
    );
  });

  it('decodes to the encoded session', () => {
    fc.assert(
      fc.property(aSession, (session) => {
        expect(decodeSession(encodeSession(session))).toEqual(session);
      }),
    );
  });

  it('decodes to the encoded event', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        expect(decodeAuditEvent(encodeAuditEvent(event))).toEqual(event);
      }),
    );
  });
});

const ANN = { issuer: 'https://id.example', subject: 'ann-1234' };

const items = [
  ['tenant', encodeTenant(tenantOf())],
  ['owner', encodeOwner(ownerOf('acme'))],
  ['key', encodeKey(keyOf('acme'))],
  ['managed key', encodeManagedKey(managedKeyOf('a1'))],
  ['session', encodeSession(sessionOf(keyOf('acme')))],
  ['link', encodeLink('a1', 'child', 'b2')],
  ['counted key', encodeCountedKey({ tenant: 'acme', id: 'ann' }, 'a1')],
  ['membership', encodeMembership(identityRange(ANN), { tenant: 'acme', owner: 'ann' })],
  ['audit', encodeAuditEvent(eventOf('acme'))],
] as const;

describe('an idempotency record', () => {
  const record = { id: 'r', bodyDigest: 'b', createdId: 'a1b2c3', createdAtMs: NOON + 1 };
  const item = encodeIdempotencyRecord(record);

  it('decodes to the encoded record and is in no index', () => {
    expect(decodeIdempotencyRecord(item)).toEqual(record);
    expect(Object.keys(item).filter((name) => name.startsWith('gsi'))).toEqual([]);
  });

  it('expires after 24 hours, in whole seconds and never earlier', () => {
    expect(item[KEY_TABLE.timeToLive]).toEqual({ N: String(NOON / 1000 + 24 * 60 * 60 + 1) });
  });
});

describe('a session', () => {
  it.each([0, 1, 999])('expires with the session, never a second earlier: %i ms', (ms) => {
    const item = encodeSession(sessionOf(keyOf('acme'), { expiresAtMs: NOON + ms }));
    expect(item[KEY_TABLE.timeToLive]).toEqual({ N: String(NOON / 1000 + (ms === 0 ? 0 : 1)) });
  });
});

describe('an item of an earlier version', () => {
  it('decodes to a key that was never deleted, has no origin and keeps its sessions', () => {
    const key = keyOf('acme');
    const { deletion, lineage, endSessionsWithKey, ...known } = key;
    expect({ deletion, lineage, endSessionsWithKey }).toEqual({
      deletion: null,
      lineage: { predecessor: null, parent: null },
      endSessionsWithKey: false,
    });
    const item = withoutData(encodeKey(key), ['deletion', 'lineage', 'endSessionsWithKey']);

    expect(decodeKey(item)).toEqual({ ...known, deletion, lineage, endSessionsWithKey });
    expect(decodeKeySettings(item)).toMatchObject({ deletion, lineage, endSessionsWithKey });
  });

  it('decodes to an owner without a plan and an invitation', () => {
    const owner = ownerOf('acme');
    expect(owner).toMatchObject({ plan: null, email: null, identity: null });

    expect(decodeOwner(withoutData(encodeOwner(owner), ['plan', 'email', 'identity']))).toEqual(owner);
  });

  it('decodes to a tenant without limits', () => {
    const tenant = tenantOf();
    expect(tenant.maxKeyLifetimeDays).toBeNull();

    const added = ['maxKeyLifetimeDays', 'maxValueAgeDays', 'rotationFreeze'];
    expect(decodeTenant(withoutData(encodeTenant(tenant), added))).toEqual(tenant);
  });
});

describe('an item of a newer version', () => {
  const unknown = { M: { addedLater: { S: 'kept' } } };

  it.each([
    ['tenant', encodeTenant(tenantOf()), (item: Attributes) => encodeTenant({ ...decodeTenant(item) })],
    ['owner', encodeOwner(ownerOf('acme')), (item: Attributes) => encodeOwner({ ...decodeOwner(item) })],
    ['key', encodeKey(keyOf('acme')), (item: Attributes) => encodeKey({ ...decodeKey(item) })],
    [
      'managed key',
      encodeManagedKey(managedKeyOf('a1')),
      (item: Attributes) => encodeManagedKey({ ...decodeManagedKey(item) }),
    ],
    [
      'session',
      encodeSession(sessionOf(keyOf('acme'))),
      (item: Attributes) => encodeSession({ ...decodeSession(item) }),
    ],
  ])('keeps the attributes that an update does not know: %s', (_, item, update) => {
    const newer = { ...item, besideData: unknown, data: { M: { ...item.data?.M, inData: unknown } } };

    expect(update(newer)).toEqual(newer);
  });

  it('keeps unknown attributes of a map within `data` in an update', () => {
    const item = encodeTenant(tenantOf({ rotationFreeze: { untilMs: NOON, reason: 'audit' } }));
    const freeze = { M: { ...item.data?.M?.rotationFreeze?.M, inFreeze: unknown } };
    const newer = { ...item, data: { M: { ...item.data?.M, rotationFreeze: freeze } } };

    expect(encodeTenant({ ...decodeTenant(newer), name: 'Acme' }).data?.M?.rotationFreeze).toEqual(freeze);
  });

  it('is removed from an index by an update and shows no unknown attributes', () => {
    const item = { ...encodeOwner(ownerOf('acme', { status: 'deactivated' })), besideData: unknown };
    const owner = decodeOwner(item);

    expect(item).toHaveProperty('gsi4pk');
    expect(encodeOwner({ ...owner, status: 'active' })).not.toHaveProperty('gsi4pk');
    expect(JSON.stringify(owner)).not.toContain('kept');
  });
});

describe('the projected attributes of an index', () => {
  const indexKeys = KEY_TABLE.indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const hidden = ['credentials', 'digest', 'digestVersion', 'candidateDigests', KEY_TABLE.timeToLive];
  const known = ['pk', 'sk', ...hidden, ...KEY_TABLE.projected, ...indexKeys];

  it.each(items)('match the table definition: %s', (_, item) => {
    expect(known).toEqual(expect.arrayContaining(Object.keys(item)));
  });

  it('are sufficient to list a key and contain no digest', () => {
    const key = keyOf('acme', { credentials: credentials(3) });
    const { credentials: hidden, ...settings } = key;
    const { credentials: notProjected, ...projected } = encodeKey(key);

    expect(decodeKeySettings(projected)).toEqual(settings);
    for (const { digest } of hidden) expect(JSON.stringify(projected)).not.toContain(digest);
  });

  it('are sufficient to list an event', () => {
    const event = eventOf('acme');
    const { pk, sk, ...projected } = encodeAuditEvent(event);

    expect(decodeAuditEvent(projected)).toEqual(event);
  });

  it('are sufficient to list a session and contain no digest', () => {
    const session = sessionOf(keyOf('acme'));
    const { digest, digestVersion, ...settings } = session;
    const { digest: _, digestVersion: __, ttl, ...projected } = encodeSession(session);

    expect(decodeSessionSettings(projected)).toEqual(settings);
    expect(JSON.stringify(projected)).not.toContain(digest);
  });
});

function withoutData(item: Attributes, names: readonly string[]): Attributes {
  const data = Object.entries(item.data?.M ?? {}).filter(([name]) => !names.includes(name));
  return { ...item, data: { M: Object.fromEntries(data) } };
}

function credentials(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    generation: at + 1,
    digestVersion: 1,
    digest: digestOf(),
    endsAtMs: null,
  }));
}
