import { randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import type { Attributes } from '../../../lib/adapters/dynamodb/item.ts';
import { encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { encodeManagedKey } from '../../../lib/adapters/dynamodb/managed-key-item.ts';
import { encodeSession } from '../../../lib/adapters/dynamodb/session-item.ts';
import { CREATED_BY_MAX_LENGTH, shortCallerId } from '../../../lib/core/audit/event.ts';
import { NAME_LIMIT } from '../../../lib/core/identifiers.ts';
import {
  type Key,
  METADATA_LIMIT_BYTES,
  PERMISSIONS_LIMIT,
  PERMISSIONS_LIMIT_BYTES,
} from '../../../lib/core/keys/key.ts';
import { OUTBOX_LIMIT } from '../../../lib/core/rotation/key-events.ts';
import { WEEKDAYS, WINDOWS_LIMIT } from '../../../lib/core/rotation/maintenance-window.ts';
import { REPLACEMENTS_LIMIT } from '../../../lib/core/rotation/managed-key.ts';
import { READERS_LIMIT, READERS_LIMIT_BYTES } from '../../../lib/core/rotation/setting-bounds.ts';
import { digestOf, keyOf, managedKeyOf, NOON, sessionOf } from '../../support/entities.ts';

/** The bytes of one strongly consistent read unit. */
const READ_UNIT_BYTES = 4096;
/** `x` and 128 bits as hex, as in the IDs of imported keys. */
const FOREIGN_KEY_ID = 'x'.repeat(33);
/** As long as the IDs of any profile. A derived key has a generated ID. */
const OWN_ID = 'k'.repeat(14);
const ofForeign = { id: OWN_ID, budgetKey: FOREIGN_KEY_ID };

const identifier = 'i'.repeat(63);
const permissions = Array<string>(PERMISSIONS_LIMIT).fill(
  'p'.repeat(PERMISSIONS_LIMIT_BYTES / PERMISSIONS_LIMIT),
);
const by = shortCallerId({ id: 'a'.repeat(CREATED_BY_MAX_LENGTH + 1), sourceAddress: '' });
const deletion = { atMs: NOON, by, statusBefore: 'disabled' } as const;
const revocation = { atMs: NOON, by, reason: 'compromised' } as const;

/** A deleted key with the largest settings and four credentials. */
const largest: Partial<Key> = {
  id: FOREIGN_KEY_ID,
  owner: identifier,
  name: '🔑'.repeat(NAME_LIMIT),
  environment: identifier,
  permissions,
  status: 'deleted',
  createdBy: by,
  expiresAtMs: NOON,
  metadata: { m: 'x'.repeat(METADATA_LIMIT_BYTES - '{"m":""}'.length) },
  deletion,
  endSessionsWithKey: true,
  credentials: [1, 2, 3, 4].map((generation) => ({
    generation,
    digestVersion: 1,
    digest: digestOf(),
    endsAtMs: NOON,
  })),
  version: 1_000_000_007,
};

it.each<[string, Partial<Key>]>([
  ['imported', {}],
  ['renewed from an imported key', { ...ofForeign, lineage: { predecessor: FOREIGN_KEY_ID, parent: null } }],
  ['created with an imported key', { ...ofForeign, lineage: { predecessor: null, parent: FOREIGN_KEY_ID } }],
  ['deleted, then revoked', { status: 'revoked', revocation, credentials: [] }],
])('fits one read unit: the largest key that was %s', (_, given) => {
  const key = keyOf(identifier, { ...largest, ...given });
  expect(itemBytes(encodeKey(key))).toBeLessThanOrEqual(READ_UNIT_BYTES);
});

// No request reads it, and with a few readers it fits one.
it('fits the largest rotation state of a key into four read units', () => {
  const versionId = 't'.repeat(64);
  const reason = 'too-many-credentials';
  const managed = managedKeyOf(OWN_ID, {
    secretArn: `arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:postern/${'s'.repeat(32)}/${OWN_ID}-AbCdEf`,
    tenant: identifier,
    stack: `arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/${'s'.repeat(128)}/${randomUUID()}`,
    windows: Array.from({ length: WINDOWS_LIMIT }, () => ({
      days: WEEKDAYS,
      fromMinute: 1000,
      toMinute: 1440,
    })),
    readers: Array.from({ length: READERS_LIMIT }, () => 'r'.repeat(READERS_LIMIT_BYTES / READERS_LIMIT)),
    replacedAtMs: Array.from({ length: REPLACEMENTS_LIMIT }, () => NOON),
    promotionConfirmedAtMs: NOON,
    // One more than credentials: a value that was put again by hand.
    versions: Array.from({ length: 5 }, () => ({ versionId, generation: 1_000_007, sinceMs: NOON })),
    current: versionId,
    labelDrift: { versionId, sinceMs: NOON },
    rotation: {
      versionId,
      kind: 'replacement',
      startedAtMs: NOON,
      candidateDigests: [digestOf(), digestOf(), digestOf()],
      setAtMs: NOON,
      abandonedAtMs: NOON,
    },
    last: { versionId, outcome: 'key-revoked', atMs: NOON },
    blocked: { reason, sinceMs: NOON },
    outbox: Array.from({ length: OUTBOX_LIMIT }, () => ({
      kind: 'secret.value-rejected',
      atMs: NOON,
      versionId,
      reason,
    })),
  });
  expect(itemBytes(encodeManagedKey(managed))).toBeLessThanOrEqual(4 * READ_UNIT_BYTES);
});

it('fits a session with the most permissions into one read unit', () => {
  const key = { tenant: identifier, owner: identifier, id: FOREIGN_KEY_ID };
  const session = sessionOf(key, { id: OWN_ID, user: '🔑'.repeat(256), permissions, endedAtMs: NOON });
  expect(itemBytes(encodeSession(session))).toBeLessThanOrEqual(READ_UNIT_BYTES);
});

/** As DynamoDB counts: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function itemBytes(attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.NULL || value.BOOL !== undefined) return 1;
  if (value.L) return value.L.reduce((sum, each) => sum + 1 + valueBytes(each), 3);
  if (value.M) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  throw new Error(`count ${Object.keys(value)} as well`);
}
