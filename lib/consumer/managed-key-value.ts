import { KeySecretError } from './key-secret-error.ts';

/** The content of the secret of a managed key. */
export interface ManagedKeyValue {
  /** For logs and messages; never sent. */
  readonly keyId: string;
  /** The value of the key; a secret. */
  readonly value: string;
  /** The header in which it is sent. */
  readonly header: string;
  /** The scheme before the value, for example `Bearer`; null for no scheme. */
  readonly scheme: string | null;
}

/** Validated before `Headers` receives them, because its errors contain the rejected value. */
const VALUE = /^[\x21-\x7e]+$/;
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads the text of a secret: JSON `{ keyId, value, header, scheme }`.
 *
 * @throws KeySecretError `invalid-secret`, without content of the secret
 */
export function parseManagedKeyValue(text: string): ManagedKeyValue {
  const { keyId, value, header, scheme } = fieldsOf(text);
  if (typeof keyId !== 'string') throw invalidSecret("'keyId' must be a string");
  if (typeof value !== 'string' || !VALUE.test(value))
    throw invalidSecret("'value' must be a string of visible ASCII characters");
  if (typeof header !== 'string' || !HEADER.test(header))
    throw invalidSecret("'header' must be an HTTP header name");
  if (scheme !== null && (typeof scheme !== 'string' || !VALUE.test(scheme)))
    throw invalidSecret("'scheme' must be an authentication scheme or null");
  return { keyId, value, header, scheme };
}

/** The value of the key's header. */
export function headerValue({ scheme, value }: ManagedKeyValue): string {
  return scheme === null ? value : `${scheme} ${value}`;
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    // Without its cause: the parser's message quotes the text.
    throw invalidSecret('it must be valid JSON');
  }
  if (typeof fields !== 'object' || fields === null) throw invalidSecret('it must be a JSON object');
  return { ...fields };
}

function invalidSecret(reason: string): KeySecretError {
  return new KeySecretError(
    'invalid-secret',
    `The secret does not contain a managed key: ${reason}. Expected: JSON { "keyId", "value", "header", "scheme" }. ` +
      'Check that this is the ARN of a managed key, and that only Postern writes to the secret.',
  );
}
