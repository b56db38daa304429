import { randomBytes } from 'node:crypto';
import { DIGEST_VERSION, digestSessionSecret } from '../../lib/core/keys/digest.ts';
import type { KeyCodec, ParsedValue } from '../../lib/core/keys/format.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { mindset } from '../../lib/core/profiles/mindset.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import { NOW_MS } from '../../scripts/samples/issued-key.ts';
import { sessionOf } from './entities.ts';

/** The session codec of a profile with sessions. */
export const sessionCodec: KeyCodec = codecsOf(mindset).session ?? fail();

export interface IssuedSession {
  readonly session: Session;
  readonly value: string;
  readonly presented: ParsedValue;
}

/** A session of a key, created a minute ago, that expires in an hour, and its value. `settings` override its fields. */
export function issuedSession(key: Key, settings: Partial<Session> = {}): IssuedSession {
  const { keyId: id, secret } = sessionCodec.generate(randomBytes);
  const session = sessionOf(key, {
    id,
    createdAtMs: NOW_MS - 60_000,
    expiresAtMs: NOW_MS + 60 * 60 * 1000,
    digestVersion: DIGEST_VERSION,
    digest: digestSessionSecret(id, secret),
    ...settings,
  });
  const value = sessionCodec.compose({ environment: key.environment, keyId: id, secret });
  return { session, value, presented: { keyId: id, secret, environment: undefined } };
}

function fail(): never {
  throw new Error(`The profile ${mindset.name} has no sessions`);
}
