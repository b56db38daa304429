import type { KeyCodec, ParsedValue } from '../keys/format.ts';

/** A place in which a product accepts a key: a header, and the scheme before the value if it has one. */
export interface CredentialPlace {
  /** In lower case; header names are compared without regard to case. */
  readonly header: string;
  /** Compared without regard to case; null where the header holds the value alone. */
  readonly scheme: string | null;
}

/** All values of a header, in the order received; empty where it is absent. The name is in lower case. */
export type Headers = (name: string) => readonly string[];

export type PresentedCredential =
  | { readonly outcome: 'missing' | 'malformed' }
  | { readonly outcome: 'presented'; readonly value: ParsedValue };

const MALFORMED = { outcome: 'malformed' } as const;
const MISSING = { outcome: 'missing' } as const;

/**
 * Finds the one credential of a request, before any I/O. Two headers of one name, a comma (gateways join
 * duplicates with it) and two places that disagree are refused: a proxy in front may have checked the other.
 */
export function presentedCredential(
  places: readonly CredentialPlace[],
  codec: KeyCodec,
  headers: Headers,
): PresentedCredential {
  let presented: string | undefined;
  for (const { header, scheme } of places) {
    const received = headers(header);
    const [text] = received;
    if (text === undefined) continue;
    const value = received.length === 1 ? withoutScheme(text, scheme) : undefined;
    if (value === undefined || (presented !== undefined && presented !== value)) return MALFORMED;
    presented = value;
  }
  if (presented === undefined) return MISSING;
  const value = codec.parse(presented);
  return value ? { outcome: 'presented', value } : MALFORMED;
}

function withoutScheme(text: string, scheme: string | null): string | undefined {
  if (scheme === null) return text;
  const head = text.slice(0, scheme.length + 1);
  return head.toLowerCase() === `${scheme.toLowerCase()} ` ? text.slice(scheme.length + 1) : undefined;
}
