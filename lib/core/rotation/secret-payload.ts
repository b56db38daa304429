import { digestSecret, sameDigest } from '../keys/digest.ts';
import type { KeyCodec, ParsedValue } from '../keys/format.ts';
import type { Credential, Key } from '../keys/key.ts';
import type { Profile } from '../profiles/profile.ts';

/** The text of a secret, with the data that a consumer needs for a request. `keyId` is for operators and never read. */
export function secretText(key: Key, value: string, { credentialLocations }: Profile): string {
  const [location] = credentialLocations;
  return JSON.stringify({
    keyId: key.id,
    value,
    header: location?.header ?? null,
    scheme: location?.scheme ?? null,
  });
}

/** The value in the text of a secret; undefined if it does not match the key format. */
export function payloadValue(codec: KeyCodec, text: string): ParsedValue | undefined {
  const value = valueIn(text);
  return value === undefined ? undefined : codec.parse(value);
}

/** The digest of a value for this key; undefined if the value belongs to another key. */
export function digestFor(key: Key, { keyId, secret }: ParsedValue): string | undefined {
  return keyId === key.id ? digestSecret(keyId, secret) : undefined;
}

/** The credential of a key for the value in the text of a secret, live or ended. */
export function credentialIn(codec: KeyCodec, key: Key, text: string): Credential | undefined {
  const payload = payloadValue(codec, text);
  const digest = payload && digestFor(key, payload);
  return digest === undefined
    ? undefined
    : key.credentials.find((credential) => sameDigest(credential.digest, digest));
}

function valueIn(text: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(text);
    if (typeof payload !== 'object' || payload === null || !('value' in payload)) return undefined;
    return typeof payload.value === 'string' ? payload.value : undefined;
  } catch {
    return undefined;
  }
}
