import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyFormat, keyCodec } from '../../../lib/core/keys/format.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';

interface NamedFormat {
  readonly name: string;
  readonly format: KeyFormat;
}

/** Of the keys and the sessions of all profiles. */
const FORMATS: readonly NamedFormat[] = [...PROFILES.values()].flatMap(({ name, format, sessionFormat }) => [
  { name: `a key of ${name}`, format },
  ...(sessionFormat ? [{ name: `a session of ${name}`, format: sessionFormat }] : []),
]);

const PAIRS = FORMATS.flatMap((one) =>
  FORMATS.filter((other) => other !== one).map(
    (other) => [one.name, other.name, one.format, other.format] as const,
  ),
);

const CHARACTERS = { base62: '[0-9A-Za-z]', hex: '[0-9a-f]' };
const BITS_PER_CHARACTER = { base62: Math.log2(62), hex: 4 };

/** All beginnings that values of a format have. */
function headsOf({ prefix, environmentMarkers = { any: '' } }: KeyFormat): readonly string[] {
  return Object.values(environmentMarkers).map((marker) => prefix + marker);
}

/** Any value that a format can have. */
function aValueOf(format: KeyFormat): fc.Arbitrary<string> {
  const text = (length: number) =>
    fc.stringMatching(new RegExp(`^${CHARACTERS[format.alphabet]}{${length}}$`));
  const codec = keyCodec(format);
  const environments = codec.environments.length > 0 ? codec.environments : ['any'];
  return fc
    .record({
      environment: fc.constantFrom(...environments),
      keyId: text(format.idLength),
      secret: text(format.secretLength),
    })
    .map((parts) => codec.compose(parts));
}

describe.each(FORMATS)('$name', ({ format }) => {
  it('has a secret of at least 128 bits and an ID with rare collisions', () => {
    expect(format.secretLength * BITS_PER_CHARACTER[format.alphabet]).toBeGreaterThanOrEqual(128);
    expect(format.idLength * BITS_PER_CHARACTER[format.alphabet]).toBeGreaterThanOrEqual(48);
  });

  it('is parsed by its own format, and has only letters and digits after its prefix', () => {
    fc.assert(
      fc.property(aValueOf(format), (value) => {
        expect(keyCodec(format).parse(value)).toBeDefined();
        const head = headsOf(format).find((each) => value.startsWith(each)) ?? value;
        expect(value.slice(head.length)).toMatch(/^[0-9A-Za-z]+$/);
      }),
    );
  });
});

describe('formats of different products, and of keys and sessions', () => {
  it.each(PAIRS)('%s is not accepted as %s', (name, otherName, format, other) => {
    const reader = keyCodec(other);
    fc.assert(
      fc.property(aValueOf(format), (value) => {
        expect(
          reader.parse(value),
          `${value} is ${name} and must not be read as ${otherName}`,
        ).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it.each(PAIRS)('no prefix of %s starts with a prefix of %s', (name, otherName, format, other) => {
    for (const head of headsOf(format)) {
      for (const otherHead of headsOf(other)) {
        const reason =
          `'${head}' of ${name} starts with '${otherHead}' of ${otherName}. Only the lengths and the checksum differ, ` +
          'which scanners for leaked credentials do not check. Choose another prefix.';
        expect(head.startsWith(otherHead), reason).toBe(false);
      }
    }
  });
});

describe('documented forms', () => {
  it.each<[string, string, RegExp]>([
    ['MI-03', 'a key of minds', /^minds_[0-9a-f]{48}$/],
    ['MS-05', 'a key of mindset', /^[0-9A-Za-z]+$/],
    ['MS-05', 'a session of mindset', /^[0-9A-Za-z]+$/],
  ])('%s: every value of %s', (_, name, form) => {
    const found = FORMATS.find((each) => each.name === name);
    if (!found) throw new Error(`there is no format of ${name}`);
    fc.assert(
      fc.property(aValueOf(found.format), (value) => {
        expect(value).toMatch(form);
      }),
    );
  });
});
