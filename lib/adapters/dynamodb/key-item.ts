import {
  type Credential,
  type Deletion,
  KEY_BINDINGS,
  KEY_STATUSES,
  type Key,
  type KeySettings,
  type Lineage,
  REVOCATION_REASONS,
  type Revocation,
} from '../../core/keys/key.ts';
import { keyAttributes } from './attributes.ts';
import {
  added,
  type Field,
  flag,
  integer,
  itemCodec,
  json,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';
import { addressRanges, limits } from './limit-fields.ts';
import { positionOf } from './position.ts';

/** No attribute if the revocation does not contain the member. Items of an earlier version have `true`. */
const endSessions: Field<false | undefined> = {
  encode: (value) => flag.encode(value ?? true),
  decode: (attribute, path) => (attribute && !flag.decode(attribute, path) ? false : undefined),
};

const revocation = object<Revocation>({
  atMs: integer,
  by: text,
  reason: oneOf(REVOCATION_REASONS),
  endSessions,
});

const deletion = object<Deletion>({ atMs: integer, by: text, statusBefore: oneOf(['active', 'disabled']) });

const lineage = object<Lineage>({ predecessor: nullable(text), parent: nullable(text) });

const credential = object<Credential>({
  generation: integer,
  digestVersion: integer,
  digest: text,
  endsAtMs: nullable(integer),
});

/** The indexes project `data`; the digests are outside `data`, so that no index contains them. */
const item = itemCodec<Omit<KeySettings, 'version'>, Pick<Key, 'version'>, Pick<Key, 'credentials'>>({
  type: 'key',
  data: {
    id: text,
    tenant: text,
    owner: text,
    boundBy: oneOf(KEY_BINDINGS),
    name: nullable(text),
    environment: text,
    permissions: list(text),
    status: oneOf(KEY_STATUSES),
    createdAtMs: integer,
    createdBy: text,
    expiresAtMs: nullable(integer),
    metadata: json,
    hint: text,
    revocation: nullable(revocation),
    deletion: added(nullable(deletion), null),
    lineage: added(lineage, { predecessor: null, parent: null }),
    endSessionsWithKey: added(flag, false),
    limits: added(limits, []),
    allowedAddresses: added(addressRanges, []),
    budgetKey: optional(text),
    compromisedUntilMs: optional(integer),
  },
  projected: { version: integer },
  hidden: { credentials: list(credential) },
});

export function keyItemKey(id: string): ItemKey {
  return { pk: `key#${id}`, sk: 'key' };
}

/** The partition of `gsi1` that lists a tenant's keys. */
export function keyPartition(tenant: string): string {
  return `tenant#${tenant}#keys`;
}

/** The partition of `gsi3` that lists an owner's keys. */
export function ownersKeyPartition(tenant: string, owner: string): string {
  return `owner#${tenant}#${owner}`;
}

/** The partition of `gsi4` that lists a tenant's keys that will expire, by expiry. */
export function expiryPartition(tenant: string): string {
  return `tenant#${tenant}#expiring`;
}

export function expiryPosition({ expiresAtMs, id }: Pick<KeySettings, 'expiresAtMs' | 'id'>): string {
  return positionOf({ createdAtMs: expiresAtMs ?? 0, id });
}

/** Whether the key has an expiry and has not ended otherwise. */
export function isExpiring({ status, expiresAtMs }: KeySettings): boolean {
  return expiresAtMs !== null && (status === 'active' || status === 'disabled');
}

export function encodeKey(key: Key): Attributes {
  const { tenant, owner } = key;
  const position = positionOf(key);
  return {
    ...item.encode(key),
    ...keyAttributes({
      ...keyItemKey(key.id),
      ...{ gsi1pk: keyPartition(tenant), gsi1sk: position },
      ...{ gsi3pk: ownersKeyPartition(tenant, owner), gsi3sk: position },
      ...(isExpiring(key) && { gsi4pk: expiryPartition(tenant), gsi4sk: expiryPosition(key) }),
    }),
  };
}

/** @throws UnexpectedItemError */
export const decodeKey: (item: Attributes) => Key = item.decode;

/** Decodes the projected attributes of a key. @throws UnexpectedItemError */
export function decodeKeySettings(attributes: Attributes): KeySettings {
  return item.decodeProjected(attributes);
}
