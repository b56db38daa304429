import { KeySecretError } from './key-secret-error.ts';

/** What the secret of a managed key holds. */
export interface ManagedKeyValue {
  /** For people and logs; never sent. */
  readonly keyId: string;
  /** The key itself: secret. */
  readonly value: string;
  /** The header in which it is sent. */
  readonly header: string;
  /** What stands before it there, as `Bearer` does; null: nothing. */
  readonly scheme: string | null;
}

/** Checked before they come near `Headers`, whose errors quote what they refuse. */
const VALUE = /^[\x21-\x7e]+$/;
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads the text of a secret: JSON `{ keyId, value, header, scheme }`.
 *
 * @throws KeySecretError `invalid-secret`, which quotes nothing of it
 */
export function parseManagedKeyValue(text: string): ManagedKeyValue {
  const held = fieldsOf(text);
  const { keyId, value, header, scheme } = held;
  if (typeof keyId !== 'string') throw invalidSecret("'keyId' is no text");
  if (typeof value !== 'string' || !VALUE.test(value))
    throw invalidSecret("'value' is no visible ASCII text");
  if (typeof header !== 'string' || !HEADER.test(header))
    throw invalidSecret("'header' names no HTTP header");
  if (scheme !== null && (typeof scheme !== 'string' || !VALUE.test(scheme)))
    throw invalidSecret("'scheme' is neither a word nor null");
  return { keyId, value, header, scheme };
}

/** What is sent in the key's header. */
export function headerValue({ scheme, value }: ManagedKeyValue): string {
  return scheme === null ? value : `${scheme} ${value}`;
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  let held: unknown;
  try {
    held = JSON.parse(text);
  } catch {
    // Without its cause: the parser's message quotes the text.
    throw invalidSecret('it is no JSON');
  }
  if (typeof held !== 'object' || held === null) throw invalidSecret('it is no JSON object');
  return { ...held };
}

function invalidSecret(why: string): KeySecretError {
  return new KeySecretError(
    'invalid-secret',
    `the secret does not hold a managed key: ${why}; it should be JSON { "keyId", "value", "header", "scheme" } as ` +
      'Postern writes it: is this the ARN of a managed key, and did nobody write to it?',
  );
}
