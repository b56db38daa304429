import type { Key } from '../../core/keys/key.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { SessionSettings } from '../../core/store.ts';
import { keyAttributes, removableAt } from './attributes.ts';
import { integer, itemCodec, list, nullable, text } from './fields.ts';
import type { Attributes, ItemKey } from './item.ts';
import { positionOf } from './position.ts';

type Digest = Pick<Session, 'digest' | 'digestVersion'>;

/** The index projects `data`; the digest is outside `data`, so that no index contains it. */
const item = itemCodec<Omit<SessionSettings, 'version'>, Pick<Session, 'version'>, Digest>({
  type: 'session',
  data: {
    id: text,
    tenant: text,
    key: text,
    owner: text,
    user: text,
    permissions: list(text),
    createdAtMs: integer,
    expiresAtMs: integer,
    endedAtMs: nullable(integer),
  },
  projected: { version: integer },
  hidden: { digestVersion: integer, digest: text },
});

export function sessionItemKey(id: string): ItemKey {
  return { pk: `session#${id}`, sk: 'session' };
}

/** The partition of `gsi3` that lists a key's sessions. */
export function sessionPartition({ tenant, id }: Pick<Key, 'tenant' | 'id'>): string {
  return `key#${tenant}#${id}#sessions`;
}

/** DynamoDB removes the item after the session has expired. */
export function encodeSession(session: Session): Attributes {
  const { id, tenant, key, expiresAtMs } = session;
  const gsi3pk = sessionPartition({ tenant, id: key });
  return {
    ...item.encode(session),
    ...keyAttributes({ ...sessionItemKey(id), gsi3pk, gsi3sk: positionOf(session) }),
    ...removableAt(expiresAtMs),
  };
}

/** @throws UnexpectedItemError */
export const decodeSession: (item: Attributes) => Session = item.decode;

/** Decodes the projected attributes of a session. @throws UnexpectedItemError */
export function decodeSessionSettings(attributes: Attributes): SessionSettings {
  return item.decodeProjected(attributes);
}
