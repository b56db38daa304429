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
import {
  flag,
  integer,
  integerOrNull,
  json,
  map,
  maps,
  NULL,
  text,
  textOrNull,
  texts,
} from './attributes.ts';
import { Fields } from './fields.ts';
import { positionOf } from './position.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'key';

/** What items lack that were written before keys could be deleted, come of one another, have sessions and have a leaked value replaced. */
const ADDED: Attributes = {
  deletion: NULL,
  lineage: map({ predecessor: NULL, parent: NULL }),
  endSessionsWithKey: flag(false),
  compromisedUntilMs: NULL,
};

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

/** The partition of `gsi4` that lists those of a tenant's keys that will expire, by then. */
export function expiryPartition(tenant: string): string {
  return `tenant#${tenant}#expiring`;
}

export function expiryPosition({ expiresAtMs, id }: Pick<KeySettings, 'expiresAtMs' | 'id'>): string {
  return positionOf({ createdAtMs: expiresAtMs ?? 0, id });
}

/** Whether an end is set, and still to come about. */
export function isExpiring({ status, expiresAtMs }: KeySettings): boolean {
  return expiresAtMs !== null && (status === 'active' || status === 'disabled');
}

/** `data` goes into the indexes; the digests stand beside it and don't. */
export function encodeKey(key: Key): Attributes {
  const { pk, sk } = keyItemKey(key.id);
  const position = text(positionOf(key));
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    version: integer(key.version),
    data: map(encodeSettings(key)),
    credentials: maps(key.credentials.map(encodeCredential)),
    gsi1pk: text(keyPartition(key.tenant)),
    gsi1sk: position,
    gsi3pk: text(ownersKeyPartition(key.tenant, key.owner)),
    gsi3sk: position,
    ...(isExpiring(key) && {
      gsi4pk: text(expiryPartition(key.tenant)),
      gsi4sk: text(expiryPosition(key)),
    }),
  };
}

/** @throws UnexpectedItemError */
export function decodeKey(item: Attributes): Key {
  const credentials = Fields.of(TYPE, item).maps('credentials');
  return { ...decodeKeySettings(item), credentials: credentials.map(decodeCredential) };
}

/**
 * Decodes what an index holds of a key.
 *
 * @throws UnexpectedItemError
 */
export function decodeKeySettings(item: Attributes): KeySettings {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data', ADDED);
  const revocation = data.mapOrNull('revocation');
  const deletion = data.mapOrNull('deletion');
  const compromisedUntilMs = data.integerOrNull('compromisedUntilMs');
  return {
    id: data.text('id'),
    tenant: data.text('tenant'),
    owner: data.text('owner'),
    boundBy: data.oneOf('boundBy', KEY_BINDINGS),
    name: data.textOrNull('name'),
    environment: data.text('environment'),
    permissions: data.texts('permissions'),
    status: data.oneOf('status', KEY_STATUSES),
    createdAtMs: data.integer('createdAtMs'),
    createdBy: data.text('createdBy'),
    expiresAtMs: data.integerOrNull('expiresAtMs'),
    metadata: data.jsonObject('metadata'),
    hint: data.text('hint'),
    revocation: revocation && decodeRevocation(revocation),
    deletion: deletion && decodeDeletion(deletion),
    lineage: decodeLineage(data.map('lineage')),
    endSessionsWithKey: data.flag('endSessionsWithKey'),
    ...(compromisedUntilMs !== null && { compromisedUntilMs }),
    version: fields.integer('version'),
  };
}

function encodeSettings(key: KeySettings) {
  return {
    id: text(key.id),
    tenant: text(key.tenant),
    owner: text(key.owner),
    boundBy: text(key.boundBy),
    name: textOrNull(key.name),
    environment: text(key.environment),
    permissions: texts(key.permissions),
    status: text(key.status),
    createdAtMs: integer(key.createdAtMs),
    createdBy: text(key.createdBy),
    expiresAtMs: integerOrNull(key.expiresAtMs),
    metadata: json(key.metadata),
    hint: text(key.hint),
    revocation: key.revocation ? map(encodeRevocation(key.revocation)) : NULL,
    deletion: key.deletion ? map(encodeDeletion(key.deletion)) : NULL,
    lineage: map(encodeLineage(key.lineage)),
    endSessionsWithKey: flag(key.endSessionsWithKey),
    compromisedUntilMs: integerOrNull(key.compromisedUntilMs ?? null),
  };
}

function encodeRevocation({ atMs, by, reason, endSessions }: Revocation) {
  return { atMs: integer(atMs), by: text(by), reason: text(reason), endSessions: flag(endSessions ?? true) };
}

function decodeRevocation(fields: Fields): Revocation {
  return {
    atMs: fields.integer('atMs'),
    by: fields.text('by'),
    reason: fields.oneOf('reason', REVOCATION_REASONS),
    ...(!fields.flag('endSessions') && { endSessions: false }),
  };
}

function encodeDeletion({ atMs, by, statusBefore }: Deletion) {
  return { atMs: integer(atMs), by: text(by), statusBefore: text(statusBefore) };
}

function decodeDeletion(fields: Fields): Deletion {
  return {
    atMs: fields.integer('atMs'),
    by: fields.text('by'),
    statusBefore: fields.oneOf('statusBefore', ['active', 'disabled']),
  };
}

function encodeLineage({ predecessor, parent }: Lineage) {
  return { predecessor: textOrNull(predecessor), parent: textOrNull(parent) };
}

function decodeLineage(fields: Fields): Lineage {
  return { predecessor: fields.textOrNull('predecessor'), parent: fields.textOrNull('parent') };
}

function encodeCredential({ generation, digestVersion, digest, endsAtMs }: Credential) {
  return {
    generation: integer(generation),
    digestVersion: integer(digestVersion),
    digest: text(digest),
    endsAtMs: integerOrNull(endsAtMs),
  };
}

function decodeCredential(fields: Fields): Credential {
  return {
    generation: fields.integer('generation'),
    digestVersion: fields.integer('digestVersion'),
    digest: fields.text('digest'),
    endsAtMs: fields.integerOrNull('endsAtMs'),
  };
}
