import { digestSecret, sameDigest } from '../keys/digest.ts';
import type { KeyCodec, ParsedValue } from '../keys/format.ts';
import type { Credential, Key } from '../keys/key.ts';
import type { Profile } from '../profiles/profile.ts';

/** The text of a secret: what a consumer needs to call. `keyId` is for people; nothing here reads it. */
export function secretText(key: Key, value: string, { credentialLocations }: Profile): string {
  const [place] = credentialLocations;
  return JSON.stringify({
    keyId: key.id,
    value,
    header: place?.header ?? null,
    scheme: place?.scheme ?? null,
  });
}

/** The value that a secret's text holds; undefined where it is none of our format. */
export function payloadValue(codec: KeyCodec, text: string): ParsedValue | undefined {
  const value = valueIn(text);
  return value === undefined ? undefined : codec.parse(value);
}

/** The digest that a key would accept this value by; undefined where it is another key's. */
export function digestFor(key: Key, { keyId, secret }: ParsedValue): string | undefined {
  return keyId === key.id ? digestSecret(keyId, secret) : undefined;
}

/** The credential of a key whose value the text of a secret holds, whether live or ended. */
export function credentialIn(codec: KeyCodec, key: Key, text: string): Credential | undefined {
  const held = payloadValue(codec, text);
  const digest = held && digestFor(key, held);
  return digest === undefined
    ? undefined
    : key.credentials.find((credential) => sameDigest(credential.digest, digest));
}

function valueIn(text: string): string | undefined {
  try {
    const held: unknown = JSON.parse(text);
    if (typeof held !== 'object' || held === null || !('value' in held)) return undefined;
    return typeof held.value === 'string' ? held.value : undefined;
  } catch {
    return undefined;
  }
}
