import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { Key } from '../../core/keys/key.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { SessionSettings } from '../../core/store.ts';
import { integer, integerOrNull, map, text, texts } from './attributes.ts';
import { Fields } from './fields.ts';
import { positionOf } from './position.ts';
import type { Attributes, ItemKey } from './read-item.ts';

const TYPE = 'session';

export function sessionItemKey(id: string): ItemKey {
  return { pk: `session#${id}`, sk: 'session' };
}

/** The partition of `gsi3` that lists a key's sessions. */
export function sessionPartition({ tenant, id }: Pick<Key, 'tenant' | 'id'>): string {
  return `key#${tenant}#${id}#sessions`;
}

/** `data` goes into the index; the digest stands beside it and doesn't. Goes by itself once it has expired. */
export function encodeSession(session: Session): Attributes {
  const { pk, sk } = sessionItemKey(session.id);
  return {
    pk: text(pk),
    sk: text(sk),
    type: text(TYPE),
    version: integer(session.version),
    data: map({
      id: text(session.id),
      tenant: text(session.tenant),
      key: text(session.key),
      owner: text(session.owner),
      user: text(session.user),
      permissions: texts(session.permissions),
      createdAtMs: integer(session.createdAtMs),
      expiresAtMs: integer(session.expiresAtMs),
      endedAtMs: integerOrNull(session.endedAtMs),
    }),
    digestVersion: integer(session.digestVersion),
    digest: text(session.digest),
    gsi3pk: text(sessionPartition({ tenant: session.tenant, id: session.key })),
    gsi3sk: text(positionOf(session)),
    [KEY_TABLE.timeToLive]: integer(Math.ceil(session.expiresAtMs / 1000)),
  };
}

/** @throws UnexpectedItemError */
export function decodeSession(item: Attributes): Session {
  const fields = Fields.of(TYPE, item);
  return {
    ...decodeSessionSettings(item),
    digestVersion: fields.integer('digestVersion'),
    digest: fields.text('digest'),
  };
}

/**
 * Decodes what an index holds of a session.
 *
 * @throws UnexpectedItemError
 */
export function decodeSessionSettings(item: Attributes): SessionSettings {
  const fields = Fields.of(TYPE, item);
  const data = fields.map('data');
  return {
    id: data.text('id'),
    tenant: data.text('tenant'),
    key: data.text('key'),
    owner: data.text('owner'),
    user: data.text('user'),
    permissions: data.texts('permissions'),
    createdAtMs: data.integer('createdAtMs'),
    expiresAtMs: data.integer('expiresAtMs'),
    endedAtMs: data.integerOrNull('endedAtMs'),
    version: fields.integer('version'),
  };
}
