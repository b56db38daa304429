import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { decodeAuditEvent, encodeAuditEvent } from '../../../lib/adapters/dynamodb/audit-item.ts';
import { decodeCountedKey, encodeCountedKey } from '../../../lib/adapters/dynamodb/counted-key-item.ts';
import {
  decodeIdempotencyRecord,
  encodeIdempotencyRecord,
} from '../../../lib/adapters/dynamodb/idempotency-item.ts';
import type { Attributes } from '../../../lib/adapters/dynamodb/item.ts';
import { decodeKey, encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { decodeLink, encodeLink } from '../../../lib/adapters/dynamodb/lineage-item.ts';
import { decodeManagedKey, encodeManagedKey } from '../../../lib/adapters/dynamodb/managed-key-item.ts';
import {
  decodeMembership,
  encodeMembership,
  identityRange,
} from '../../../lib/adapters/dynamodb/membership-item.ts';
import { decodeOwner, encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import { decodeSession, encodeSession } from '../../../lib/adapters/dynamodb/session-item.ts';
import { decodeTenant, encodeTenant } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { UnexpectedItemError } from '../../../lib/core/store.ts';
import { eventOf, keyOf, managedKeyOf, NOON, ownerOf, sessionOf, tenantOf } from '../../support/entities.ts';

const ANN = { issuer: 'https://id.example', subject: 'ann-1234' };

describe('an unreadable item', () => {
  const SECRET = 'content-that-no-error-may-tell';
  const revocation = { atMs: NOON, by: SECRET, reason: 'compromised' } as const;
  const record = { id: SECRET, bodyDigest: SECRET, createdId: SECRET, createdAtMs: NOON };
  const deletion = { atMs: NOON, by: SECRET, statusBefore: 'active' } as const;
  const key = encodeKey(keyOf('acme', { name: SECRET, revocation, deletion }));
  const owner = encodeOwner(ownerOf('acme', { name: SECRET, email: SECRET, identity: ANN }));
  const session = encodeSession(sessionOf(keyOf('acme'), { user: SECRET }));
  const membership = encodeMembership(identityRange(ANN), { tenant: SECRET, owner: SECRET });
  const rotation = {
    ...({
      versionId: SECRET,
      kind: 'standard',
      startedAtMs: NOON,
      setAtMs: null,
      abandonedAtMs: null,
    } as const),
    candidateDigests: [SECRET],
  };
  const managed = encodeManagedKey(managedKeyOf(SECRET, { rotation }));
  const audit = encodeAuditEvent(eventOf('acme', { before: { name: SECRET }, after: { name: SECRET } }));
  const readers: readonly Reader[] = [
    {
      type: 'tenant',
      item: encodeTenant(tenantOf({ name: SECRET })),
      decode: decodeTenant,
      names: ['version'],
      added: ['maxKeyLifetimeDays', 'maxValueAgeDays', 'rotationFreeze', 'status'],
    },
    {
      type: 'owner',
      item: owner,
      decode: decodeOwner,
      names: ['version'],
      added: ['plan', 'maxKeys', 'email', 'identity', 'limits', 'allowedAddresses'],
    },
    {
      type: 'key',
      item: key,
      decode: decodeKey,
      names: ['version', 'credentials'],
      added: [
        'deletion',
        'lineage',
        'endSessionsWithKey',
        'budgetKey',
        'compromisedUntilMs',
        'limits',
        'allowedAddresses',
      ],
    },
    { type: 'session', item: session, decode: decodeSession, names: ['version', 'digest', 'digestVersion'] },
    { type: 'managed-key', item: managed, decode: decodeManagedKey, names: ['candidateDigests'] },
    { type: 'audit', item: audit, decode: decodeAuditEvent },
    { type: 'link', item: encodeLink(SECRET, 'child', SECRET), decode: decodeLink },
    {
      type: 'counted-key',
      item: encodeCountedKey({ tenant: 'acme', id: 'ann' }, SECRET),
      decode: decodeCountedKey,
    },
    { type: 'membership', item: membership, decode: decodeMembership },
    { type: 'idempotency', item: encodeIdempotencyRecord(record), decode: decodeIdempotencyRecord },
  ];

  for (const reader of readers) {
    it.each(damaged(reader))(
      `is an error that names the ${reader.type} and not its content: %s`,
      (_, broken) => {
        const reading = () => reader.decode(broken);

        expect(reading).toThrow(UnexpectedItemError);
        expect(reading).toThrow(`'${reader.type}.`);
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
    [
      'a deletion without its instant',
      'deletion',
      { M: { by: { S: SECRET }, statusBefore: { S: 'active' } } },
    ],
    ['a lineage that is null', 'lineage', { NULL: true }],
    ['a lineage without a parent', 'lineage', { M: { predecessor: { S: SECRET } } }],
    ['a flag that is null', 'endSessionsWithKey', { NULL: true }],
  ])('is an error: %s', (_, name, value) => {
    const broken = { ...key, data: { M: { ...key.data?.M, [name]: value } } };

    expect(() => decodeKey(broken)).toThrow(UnexpectedItemError);
    expect(() => decodeKey(broken)).not.toThrow(SECRET);
  });

  it('throws for an item of another type', () => {
    expect(() => decodeOwner({ ...encodeOwner(ownerOf('acme')), type: { S: 'key' } })).toThrow(
      UnexpectedItemError,
    );
  });
});

interface Reader {
  readonly type: string;
  readonly item: Attributes;
  readonly decode: (item: Attributes) => unknown;
  /** The required attributes in addition to `type` and `data`. */
  readonly names?: readonly string[];
  /** The optional members of its `data`. */
  readonly added?: readonly string[];
}

/** The item without each of its fields, and with each of another type: the named ones and all of `data`. */
function damaged({ item, names = [], added = [] }: Reader): ReadonlyArray<[string, Attributes]> {
  const data = item.data?.M ?? {};
  const needed = Object.keys(data).filter((name) => !added.includes(name));
  const inData = [...without(data, needed), ...wrong(data, Object.keys(data))];
  const all = ['type', 'data', ...names];
  return [
    ...without(item, all),
    ...wrong(item, all),
    ...inData.map(([label, broken]): [string, Attributes] => [
      `${label} in data`,
      { ...item, data: { M: broken } },
    ]),
  ];
}

type Damage = [string, Record<string, AttributeValue>];

function without(fields: Attributes, names: readonly string[]): readonly Damage[] {
  return names.map((name) => {
    const { [name]: _, ...rest } = fields;
    return [`no ${name}`, rest];
  });
}

/** Nothing that is stored is a set. */
function wrong(fields: Attributes, names: readonly string[]): readonly Damage[] {
  return names.map((name) => [`a wrong ${name}`, { ...fields, [name]: { SS: ['x'] } }]);
}
