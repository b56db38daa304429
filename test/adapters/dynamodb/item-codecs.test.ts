import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAuditEvent } from '../../../lib/adapters/dynamodb/audit-item.ts';
import { UnexpectedItemError } from '../../../lib/adapters/dynamodb/fields.ts';
import {
  decodeIdempotencyRecord,
  encodeIdempotencyRecord,
} from '../../../lib/adapters/dynamodb/idempotency-item.ts';
import { decodeKey, decodeKeySettings, encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { decodeOwner, encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import type { Attributes } from '../../../lib/adapters/dynamodb/read-item.ts';
import { decodeTenant, encodeTenant } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { KEY_TABLE } from '../../../lib/contracts/key-table.ts';
import { aKey, anEvent, anOwner, aTenant } from '../../support/arbitraries.ts';
import { decodeAuditEvent } from '../../support/audit-events.ts';
import { digestOf, eventOf, keyOf, NOON, ownerOf, tenantOf } from '../../support/entities.ts';

describe('an item', () => {
  it('gives back the key that it was made of', () => {
    fc.assert(
      fc.property(aKey, (key) => {
        expect(decodeKey(encodeKey(key))).toEqual(key);
      }),
    );
  });

  it('gives back the owner that it was made of', () => {
    fc.assert(
      fc.property(anOwner, (owner) => {
        expect(decodeOwner(encodeOwner(owner))).toEqual(owner);
      }),
    );
  });

  it('gives back the tenant that it was made of', () => {
    fc.assert(
      fc.property(aTenant, (tenant) => {
        expect(decodeTenant(encodeTenant(tenant))).toEqual(tenant);
      }),
    );
  });

  it('tells the event that it was made of', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        expect(decodeAuditEvent(encodeAuditEvent(event))).toEqual(event);
      }),
    );
  });
});

const items = [
  ['tenant', encodeTenant(tenantOf())],
  ['owner', encodeOwner(ownerOf('acme'))],
  ['key', encodeKey(keyOf('acme'))],
  ['audit', encodeAuditEvent(eventOf('acme'))],
] as const;

describe('an idempotency record', () => {
  const record = { id: 'r', bodyDigest: 'b', createdId: 'a1b2c3', createdAtMs: NOON + 1 };
  const item = encodeIdempotencyRecord(record);

  it('gives back what it was made of, and is in no index', () => {
    expect(decodeIdempotencyRecord(item)).toEqual(record);
    expect(Object.keys(item).filter((name) => name.startsWith('gsi'))).toEqual([]);
  });

  it('may be removed 24 hours later, in whole seconds and never before', () => {
    expect(item[KEY_TABLE.timeToLive]).toEqual({ N: String(NOON / 1000 + 24 * 60 * 60 + 1) });
  });
});

describe('what an index holds', () => {
  const indexKeys = KEY_TABLE.indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const known = ['pk', 'sk', 'credentials', ...KEY_TABLE.projected, ...indexKeys];

  it.each(items)('is what the table declares: %s', (_, item) => {
    expect(known).toEqual(expect.arrayContaining(Object.keys(item)));
  });

  it('is enough to list a key, and has no digest', () => {
    const key = keyOf('acme', { credentials: credentials(3) });
    const { credentials: hidden, ...settings } = key;
    const { credentials: notProjected, ...projected } = encodeKey(key);

    expect(decodeKeySettings(projected)).toEqual(settings);
    for (const { digest } of hidden) expect(JSON.stringify(projected)).not.toContain(digest);
  });
});

describe('an unreadable item', () => {
  const SECRET = 'content-that-no-error-may-tell';
  const revocation = { atMs: NOON, by: SECRET, reason: 'compromised' } as const;
  const record = { id: SECRET, bodyDigest: SECRET, createdId: SECRET, createdAtMs: NOON };
  const key = encodeKey(keyOf('acme', { name: SECRET, credentials: credentials(1), revocation }));
  const readers = [
    ['tenant', encodeTenant(tenantOf({ name: SECRET })), decodeTenant, ['type', 'data']],
    ['owner', encodeOwner(ownerOf('acme', { name: SECRET })), decodeOwner, ['type', 'version', 'data']],
    ['key', key, decodeKey, ['type', 'version', 'data', 'credentials']],
    ['idempotency', encodeIdempotencyRecord(record), decodeIdempotencyRecord, ['type', 'data']],
  ] as const;

  for (const [type, item, decode, names] of readers) {
    it.each(damaged(item, names))(
      `is an error that names the ${type} and not its content: %s`,
      (_, broken) => {
        const reading = () => decode(broken);

        expect(reading).toThrow(UnexpectedItemError);
        expect(reading).toThrow(`'${type}.`);
        expect(reading).not.toThrow(SECRET);
      },
    );
  }

  it.each([
    ['an unknown status', 'status', { S: SECRET }],
    ['metadata that are no JSON', 'metadata', { S: `{"${SECRET}` }],
    ['metadata that are no object', 'metadata', { S: `["${SECRET}"]` }],
    ['permissions that are no texts', 'permissions', { L: [{ N: '1' }] }],
    ['an instant that is no integer', 'createdAtMs', { N: '1.5' }],
    ['an instant beyond all integers', 'expiresAtMs', { N: '1e300' }],
    ['an instant that is null', 'createdAtMs', { NULL: true }],
  ])('is an error: %s', (_, name, value) => {
    const broken = { ...key, data: { M: { ...key.data?.M, [name]: value } } };

    expect(() => decodeKey(broken)).toThrow(UnexpectedItemError);
    expect(() => decodeKey(broken)).not.toThrow(SECRET);
  });

  it('is an error where an item of another type stands', () => {
    expect(() => decodeOwner({ ...encodeOwner(ownerOf('acme')), type: { S: 'key' } })).toThrow(
      UnexpectedItemError,
    );
  });
});

/** The item without each of its fields, and with each of another type: the given ones and all of `data`. */
function damaged(item: Attributes, names: readonly string[]): ReadonlyArray<[string, Attributes]> {
  const data = item.data?.M ?? {};
  return [
    ...without(item, names),
    ...without(data, Object.keys(data)).map(([label, broken]): [string, Attributes] => [
      `${label} in data`,
      { ...item, data: { M: broken } },
    ]),
  ];
}

function without<Fields extends Attributes>(fields: Fields, names: readonly string[]) {
  return names.flatMap((name): Array<[string, Record<string, AttributeValue>]> => {
    const { [name]: _, ...rest } = fields;
    return [
      [`no ${name}`, rest],
      [`a wrong ${name}`, { ...fields, [name]: { BOOL: true } }],
    ];
  });
}

function credentials(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    generation: at + 1,
    digestVersion: 1,
    digest: digestOf(),
    endsAtMs: null,
  }));
}
