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

/** What reads the values of a profile's keys and, where it has any, of its sessions. */
export interface Codecs {
  readonly key: KeyCodec;
  readonly session: KeyCodec | null;
}

/** A well-formed credential; a session's id stands where a key has its own. */
export interface Presented {
  readonly outcome: 'presented';
  readonly kind: 'key' | 'session';
  readonly value: ParsedValue;
}

export type PresentedCredential = { readonly outcome: 'missing' | 'malformed' | 'not-ours' } | Presented;

const MALFORMED = { outcome: 'malformed' } as const;
const MISSING = { outcome: 'missing' } as const;
const NOT_OURS = { outcome: 'not-ours' } as const;
/** The form that a value has, whatever product it is of. */
const ONE_WORD = /^[^\s,]+$/;

/**
 * Finds the one credential of a request, before any I/O. Two headers of one name, a comma (gateways join
 * duplicates with it) and two places that disagree are refused: a proxy in front may have checked the other.
 */
export function presentedCredential(
  places: readonly CredentialPlace[],
  codecs: Codecs,
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
  return presentedValue(codecs, presented) ?? (ONE_WORD.test(presented) ? NOT_OURS : MALFORMED);
}

/** Reads a value of a key or of a session; undefined where it is of neither. */
export function presentedValue({ key, session }: Codecs, text: string): Presented | undefined {
  const ofKey = key.parse(text);
  if (ofKey) return { outcome: 'presented', kind: 'key', value: ofKey };
  const ofSession = session?.parse(text);
  return ofSession && { outcome: 'presented', kind: 'session', value: ofSession };
}

/** The value after a scheme and one or more spaces (RFC 9110: `auth-scheme 1*SP token68`). */
function withoutScheme(text: string, scheme: string | null): string | undefined {
  if (scheme === null) return text;
  const head = text.slice(0, scheme.length + 1);
  return head.toLowerCase() === `${scheme.toLowerCase()} `
    ? text.slice(head.length).replace(/^ +/, '')
    : undefined;
}
