import type { RandomBytes } from '../runtime.ts';
import { crc32, crc32Final, crc32Init, crc32Update } from './checksum.ts';

const ALPHABETS = {
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  hex: '0123456789abcdef',
} as const;

/** The number of characters of each alphabet. */
export function alphabetSize(alphabet: KeyFormat['alphabet']): number {
  return ALPHABETS[alphabet].length;
}

/**
 * The format of a product's key values: prefix, environment marker, key ID, secret and checksum. The last three have a
 * fixed width and only letters and digits, so that a double click selects the whole value and scanners can match it.
 */
export interface KeyFormat {
  readonly prefix: string;
  /** The text after the prefix, by environment. Without markers, a value does not contain its environment. */
  readonly environmentMarkers?: Readonly<Record<string, string>>;
  readonly alphabet: keyof typeof ALPHABETS;
  readonly idLength: number;
  /** At least 128 bits: 22 characters of base62, 32 of hex. */
  readonly secretLength: number;
  readonly checksumLength: number;
}

/** The parts of a well-formed value, independent of any stored key. */
export interface ParsedValue {
  readonly keyId: string;
  readonly secret: string;
  /** The environment in the marker; undefined if the format has no markers. */
  readonly environment: string | undefined;
}

interface Head {
  readonly text: string;
  readonly remainder: number;
  readonly environment: string | undefined;
}

/** A compiled format. Create it once: parsing then allocates two strings. */
export interface KeyCodec {
  /** The environments that have a marker; empty if the format has no markers. */
  readonly environments: readonly string[];
  parse(value: string): ParsedValue | undefined;
  /** Finds all values of the format in a text. */
  valuesWithin(text: string): readonly string[];
  /** Generates a key ID and a secret. */
  generate(random: RandomBytes): { keyId: string; secret: string };
  /** @throws RangeError if the format has markers but none for this environment */
  compose(parts: { environment: string; keyId: string; secret: string }): string;
  /** The value without its secret, for listings. */
  hint(parts: { environment: string; keyId: string }): string;
}

/** Creates the codec of a format. */
export function keyCodec(format: KeyFormat): KeyCodec {
  const alphabet = ALPHABETS[format.alphabet];
  const { idLength, secretLength, checksumLength } = format;
  const bodyLength = idLength + secretLength + checksumLength;
  const digits = digitsOf(alphabet);
  const checksumRange = alphabet.length ** checksumLength;
  const heads = headsOf(format);

  const headFor = (environment: string): string => {
    const head = heads.find((each) => each.environment === undefined || each.environment === environment);
    if (head) return head.text;
    const allowed = heads.map((each) => each.environment).join(', ');
    throw new RangeError(`no marker for environment '${environment}'; allowed: ${allowed}`);
  };

  const digitOf = (code: number): number => digits[code] ?? NO_DIGIT;

  // Uses loops over numbers, because parsing is half of the CPU time of a request outside of hashing.
  const headIn = (value: string): Head | undefined => {
    for (const head of heads) if (value.startsWith(head.text)) return head;
    return undefined;
  };

  const parse = (value: string): ParsedValue | undefined => {
    const head = headIn(value);
    if (!head || value.length !== head.text.length + bodyLength) return undefined;
    const idAt = head.text.length;
    const checksumAt = idAt + idLength + secretLength;
    let { remainder } = head;
    for (let index = idAt; index < checksumAt; index += 1) {
      const code = value.charCodeAt(index);
      if (digitOf(code) === NO_DIGIT) return undefined;
      remainder = crc32Update(remainder, code);
    }
    let checksum = 0;
    for (let index = checksumAt; index < value.length; index += 1) {
      const digit = digitOf(value.charCodeAt(index));
      if (digit === NO_DIGIT) return undefined;
      checksum = checksum * alphabet.length + digit;
    }
    if (checksum !== crc32Final(remainder) % checksumRange) return undefined;
    return {
      keyId: value.slice(idAt, idAt + idLength),
      secret: value.slice(idAt + idLength, checksumAt),
      environment: head.environment,
    };
  };

  return {
    environments: Object.keys(format.environmentMarkers ?? {}),
    parse,
    valuesWithin: (text) =>
      heads.flatMap((head) => candidates(text, head.text, bodyLength).filter((value) => parse(value))),
    generate: (random) => ({
      keyId: randomText(alphabet, idLength, random),
      secret: randomText(alphabet, secretLength, random),
    }),
    compose: ({ environment, keyId, secret }) => {
      const unchecked = headFor(environment) + keyId + secret;
      return unchecked + encode(crc32(unchecked) % checksumRange, alphabet, checksumLength);
    },
    hint: ({ environment, keyId }) => `${headFor(environment)}${keyId}…`,
  };
}

/** The texts with which the values of a format can start, one per environment. */
export function headTextsOf({ prefix, environmentMarkers }: KeyFormat): readonly string[] {
  return environmentMarkers ? Object.values(environmentMarkers).map((marker) => prefix + marker) : [prefix];
}

/** A regular expression without anchors that matches the values of a format. */
export function patternOf(format: KeyFormat): string {
  const { idLength, secretLength, checksumLength, prefix, environmentMarkers } = format;
  const marker = environmentMarkers ? `(?:${Object.values(environmentMarkers).join('|')})` : '';
  const characters = format.alphabet === 'hex' ? '[0-9a-f]' : '[0-9A-Za-z]';
  return `${prefix}${marker}${characters}{${idLength + secretLength + checksumLength}}`;
}

/** Longest heads first, because a head can begin with another one. */
function headsOf({ prefix, environmentMarkers }: KeyFormat): readonly Head[] {
  if (!environmentMarkers) return [headOf(prefix, undefined)];
  return Object.entries(environmentMarkers)
    .map(([environment, marker]) => headOf(prefix + marker, environment))
    .sort((one, other) => other.text.length - one.text.length);
}

/** Each occurrence of a head in a text with the characters after it, up to the length of a value. */
function candidates(text: string, head: string, bodyLength: number): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, at + 1))
    found.push(text.slice(at, at + head.length + bodyLength));
  return found;
}

const NO_DIGIT = -1;

function headOf(text: string, environment: string | undefined): Head {
  return { text, remainder: crc32Init(text), environment };
}

/** The digit of each character code. */
function digitsOf(alphabet: string): Int8Array {
  const digits = new Int8Array(128).fill(NO_DIGIT);
  for (const [digit, character] of [...alphabet].entries()) digits[character.charCodeAt(0)] = digit;
  return digits;
}

function encode(number: number, alphabet: string, width: number): string {
  let rest = number;
  let text = '';
  for (let position = 0; position < width; position += 1) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}

/** Rejects bytes above the last multiple of the alphabet size, so that all characters are equally likely. */
function randomText(alphabet: string, length: number, random: RandomBytes): string {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length)) {
      if (byte < limit) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
