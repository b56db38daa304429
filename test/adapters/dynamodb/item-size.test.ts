import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import type { Attributes } from '../../../lib/adapters/dynamodb/read-item.ts';
import { MAKER_LIMIT } from '../../../lib/core/audit/event.ts';
import { NAME_LIMIT } from '../../../lib/core/identifiers.ts';
import {
  METADATA_LIMIT_BYTES,
  PERMISSIONS_LIMIT,
  PERMISSIONS_LIMIT_BYTES,
} from '../../../lib/core/keys/key.ts';
import { digestOf, keyOf, NOON } from '../../support/entities.ts';

/** What one strongly consistent read unit reads. */
const READ_UNIT_BYTES = 4096;
/** Of `x` and 128 bits as hex, as keys that were brought along have; our own are shorter. */
const LONGEST_KEY_ID = 33;

it('fits one read unit: a key with the largest settings and four credentials', () => {
  const identifier = 'i'.repeat(63);
  const key = keyOf(identifier, {
    id: 'k'.repeat(LONGEST_KEY_ID),
    owner: identifier,
    name: '🔑'.repeat(NAME_LIMIT),
    environment: identifier,
    permissions: Array<string>(PERMISSIONS_LIMIT).fill(
      'p'.repeat(PERMISSIONS_LIMIT_BYTES / PERMISSIONS_LIMIT),
    ),
    status: 'disabled',
    createdBy: 'a'.repeat(MAKER_LIMIT),
    expiresAtMs: NOON,
    metadata: { m: 'x'.repeat(METADATA_LIMIT_BYTES - '{"m":""}'.length) },
    credentials: [1, 2, 3, 4].map((generation) => ({
      generation,
      digestVersion: 1,
      digest: digestOf(),
      endsAtMs: NOON,
    })),
    version: 1_000_000_007,
  });

  expect(itemBytes(encodeKey(key))).toBeLessThanOrEqual(READ_UNIT_BYTES);
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
  if (value.NULL) return 1;
  if (value.L) return value.L.reduce((sum, each) => sum + 1 + valueBytes(each), 3);
  if (value.M) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  throw new Error(`count ${Object.keys(value)} as well`);
}
