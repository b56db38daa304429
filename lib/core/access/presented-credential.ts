import { asciiLowerCase } from '../ascii.ts';
import type { KeyCodec, ParsedValue } from '../keys/format.ts';

/** A location in which a product accepts a credential: a header and an optional scheme before the value. */
export interface CredentialLocation {
  /** In lower case; header names are case-insensitive. */
  readonly header: string;
  /** Case-insensitive; null if the header contains only the value. */
  readonly scheme: string | null;
}

/** Returns all values of a header in the order received; empty if it is absent. The name is in lower case. */
export type Headers = (name: string) => readonly string[];

/** The codecs of a profile's keys and, if it has sessions, of its sessions. */
export interface Codecs {
  readonly key: KeyCodec;
  readonly session: KeyCodec | null;
}

/** A well-formed credential. The key ID of a session value is the session ID. */
export interface Presented {
  readonly outcome: 'presented';
  readonly kind: 'key' | 'session';
  readonly value: ParsedValue;
}

export type PresentedCredential =
  | { readonly outcome: 'missing' | 'malformed' | 'unrecognized-credential' }
  | Presented;

const MALFORMED = { outcome: 'malformed' } as const;
const MISSING = { outcome: 'missing' } as const;
const UNRECOGNIZED = { outcome: 'unrecognized-credential' } as const;
/** The form of a value in every product. */
const ONE_WORD = /^[^\s,]+$/;
/** An `auth-param` of RFC 9110 up to its value: `SignedHeaders=`. */
const PARAMETER = /^[ \t]*[!#$%&'*+.^_`|~\w-]+[ \t]*=/;
/** The quoted value of an `auth-param` with its quoted pairs. An unclosed quote does not match. */
const QUOTED_VALUE = /=[ \t]*"(?:[^"\\]|\\.)*"/gs;
const QUOTED_PAIR = /\\(.)/gs;

/**
 * Finds the one credential of a request, before any I/O. Other locations are ignored if exactly one distinct value has
 * the format of a key or a session: an unrelated `Authorization` (Basic, a JWT, SigV4) does not deny a request. If no
 * value has it, the first location that is present decides the outcome. A repeated header, a comma that separates
 * credentials (gateways join repeated headers with it) and two values that disagree are denied: a proxy in front may
 * have checked the other one.
 */
export function presentedCredential(
  locations: readonly CredentialLocation[],
  codecs: Codecs,
  headers: Headers,
): PresentedCredential {
  const values = new Set<string>();
  let presented: Presented | undefined;
  let fallback: PresentedCredential = MISSING;
  for (const { header, scheme } of locations) {
    const received = headers(header);
    if (received.length === 0) continue;
    const text = received.join(',');
    const value = withoutScheme(text, scheme);
    if (isListOfCredentials(text)) return MALFORMED;
    for (const each of valuesWithin(codecs, text)) values.add(each);
    const ofLocation = value === undefined ? undefined : presentedValue(codecs, value);
    presented ??= ofLocation;
    if (!ofLocation && fallback === MISSING) fallback = isOneWord(value) ? UNRECOGNIZED : MALFORMED;
  }
  if (values.size > 1) return MALFORMED;
  return presented ?? fallback;
}

/** Parses a value of a key or a session; undefined if it has neither format. */
export function presentedValue({ key, session }: Codecs, text: string): Presented | undefined {
  const ofKey = key.parse(text);
  if (ofKey) return { outcome: 'presented', kind: 'key', value: ofKey };
  const ofSession = session?.parse(text);
  return ofSession && { outcome: 'presented', kind: 'session', value: ofSession };
}

/** All values in a header that have the format: also after another scheme, in a parameter or in a quoted value. */
function valuesWithin({ key, session }: Codecs, text: string): readonly string[] {
  const texts = text.includes('\\') ? [text, text.replace(QUOTED_PAIR, '$1')] : [text];
  return texts.flatMap((each) => [...key.valuesWithin(each), ...(session?.valuesWithin(each) ?? [])]);
}

/** Whether a comma in a header separates credentials. It can also separate parameters or be part of a quoted value. */
function isListOfCredentials(text: string): boolean {
  const [, ...rest] = text.replace(QUOTED_VALUE, '=').split(',');
  return !rest.every((part) => PARAMETER.test(part));
}

function isOneWord(value: string | undefined): boolean {
  return value !== undefined && ONE_WORD.test(value);
}

/** The value after its scheme and one or more spaces (RFC 9110); undefined if the scheme differs. */
function withoutScheme(text: string, scheme: string | null): string | undefined {
  if (scheme === null) return text;
  const head = text.slice(0, scheme.length + 1);
  if (asciiLowerCase(head) !== `${asciiLowerCase(scheme)} `) return undefined;
  return text.slice(head.length).replace(/^ +/, '');
}
