import { encodeAuditEvent } from '../../lib/adapters/dynamodb/audit-item.ts';
import { encodeKey } from '../../lib/adapters/dynamodb/key-item.ts';
import { KEY_TABLE } from '../../lib/contracts/key-table.ts';
import { auditableSettings } from '../../lib/core/keys/key.ts';
import { issuedKey, NOW_MS } from '../samples/issued-key.ts';

/** What DynamoDB adds to each item, in the table and in every index that holds it. */
export const OVERHEAD_BYTES = 100;

/** An attribute, as far as its size goes. */
interface SizedValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | undefined;
  readonly L?: readonly SizedValue[] | undefined;
  readonly M?: Readonly<Record<string, SizedValue>> | undefined;
}
export type SizedItem = Readonly<Record<string, SizedValue>>;

/** Bytes that a key and the audit event of its creation take: in the table, and in all indexes together. */
export function bytesPerKey(): { table: number; indexes: number } {
  const { key } = issuedKey();
  const event = encodeAuditEvent({
    id: '0123456789abcdef0123456789abcdef',
    atMs: NOW_MS,
    tenant: key.tenant,
    action: 'key.issued',
    subject: { kind: 'key', id: key.id },
    caller: { id: key.createdBy, sourceAddress: '203.0.113.7' },
    before: null,
    after: auditableSettings(key),
  });
  const items: readonly SizedItem[] = [encodeKey(key), event];
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    table: sum(items.map((item) => OVERHEAD_BYTES + itemBytes(item))),
    indexes: sum(items.flatMap((item) => indexEntryBytes(item, KEY_TABLE))),
  };
}

interface Schema {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: readonly {
    readonly partitionKey: string;
    readonly sortKey: string;
    readonly projected?: readonly string[];
  }[];
  readonly projected?: readonly string[];
}

/** An item is in the indexes whose keys it has, with what they project. */
export function indexEntryBytes(item: SizedItem, schema: Schema): number[] {
  return schema.indexes
    .filter(({ partitionKey, sortKey }) => partitionKey in item && sortKey in item)
    .map(({ partitionKey, sortKey, projected = schema.projected ?? [] }) => {
      const held = [schema.partitionKey, schema.sortKey, partitionKey, sortKey, ...projected];
      const entries = Object.entries(item).filter(([name]) => held.some((each) => each === name));
      return OVERHEAD_BYTES + itemBytes(Object.fromEntries(entries));
    });
}

/** As DynamoDB counts: names and texts in UTF-8, numbers at a byte for two digits, lists and maps with their frame. */
export function itemBytes(item: SizedItem): number {
  return Object.entries(item).reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes({ S, N, B, L, M }: SizedValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (B) return B.byteLength;
  if (L) return 3 + L.reduce((total, each) => total + 1 + valueBytes(each), 0);
  if (M) return 3 + Object.keys(M).length + itemBytes(M);
  return 1;
}
