import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CredentialLocation,
  presentedCredential,
} from '../../../lib/core/access/presented-credential.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { codecs, issuedKey } from '../../../scripts/samples/issued-key.ts';
import { issuedSession } from '../../support/issued-session.ts';

const { value, presented } = issuedKey();
const other = issuedKey().value;

const SIGV4 =
  'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20270131/us-east-1/execute-api/aws4_request, ' +
  'SignedHeaders=host;x-amz-date, Signature=0123456789abcdef';

function present(headers: Readonly<Record<string, readonly string[]>>) {
  return presentedCredential(defaultProfile.credentialLocations, codecs, (name) => headers[name] ?? []);
}

describe('a credential is found', () => {
  it.each([
    ['after its scheme', { authorization: [`Bearer ${value}`] }],
    ['after its scheme in any case', { authorization: [`bEARER ${value}`] }],
    ['alone in x-api-key', { 'x-api-key': [value] }],
    ['after its scheme and several spaces', { authorization: [`Bearer   ${value}`] }],
    ['in two places that agree', { authorization: [`Bearer ${value}`], 'x-api-key': [value] }],
    ['beside an empty header', { authorization: [`Bearer ${value}`], 'x-api-key': [''] }],
    ['beside Basic credentials', { authorization: ['Basic YTpi'], 'x-api-key': [value] }],
    ['beside a JWT', { authorization: ['Bearer eyJhbGciOiJub25lIn0.e30.c2ln'], 'x-api-key': [value] }],
    ['beside a SigV4 signature', { authorization: [SIGV4], 'x-api-key': [value] }],
    [
      'beside a comma in a quoted string',
      { authorization: ['Digest username="Doe, John", realm="x"'], 'x-api-key': [value] },
    ],
    ['beside an API Gateway key', { authorization: [`Bearer ${value}`], 'x-api-key': ['a1B2c3D4e5'] }],
    ['beside itself after another scheme', { authorization: [`Token ${value}`], 'x-api-key': [value] }],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'presented', kind: 'key', value: presented });
  });
});

it('accepts one or more spaces between scheme and value in every profile (RFC 9110)', () => {
  const places = [...PROFILES.values()].flatMap((profile) =>
    profile.credentialLocations
      .filter(({ scheme }) => scheme !== null)
      .map((place) => ({ profile, ...place })),
  );
  expect(places.map(({ profile }) => profile.name)).toEqual([
    'default',
    'mindhunters',
    'minds',
    'mindkey',
    'mindbridge',
  ]);
  for (const { profile, header, scheme } of places) {
    const ofProfile = codecsOf(profile);
    const environment = profile.defaultEnvironment;
    const text = ofProfile.key.compose({ environment, ...ofProfile.key.generate(randomBytes) });
    for (const spaces of [1, 2, 3, 40]) {
      const sent = `${scheme}${' '.repeat(spaces)}${text}`;
      const found = presentedCredential(profile.credentialLocations, ofProfile, (name) =>
        name === header ? [sent] : [],
      );
      expect(found, `${profile.name}, ${spaces} spaces`).toMatchObject({ outcome: 'presented' });
    }
  }
});

describe("a session's value", () => {
  const session = issuedSession(issuedKey().key);
  const headers = (name: string) => (name === 'x-api-key' ? [session.value] : []);

  it('is distinguished from a key if the product has sessions', () => {
    expect(presentedCredential(mindset.credentialLocations, codecsOf(mindset), headers)).toEqual({
      outcome: 'presented',
      kind: 'session',
      value: session.presented,
    });
  });

  it('is unrecognized if the product has no sessions', () => {
    expect(presentedCredential(mindset.credentialLocations, codecs, headers)).toEqual({
      outcome: 'unrecognized-credential',
    });
  });
});

describe('a credential is unrecognized', () => {
  it.each([
    ['of another product', { authorization: ['Bearer mkey_3fKq81ZbTn0x'] }],
    ['mistyped', { 'x-api-key': [`${value}x`] }],
    ['mistyped in two places that agree', { authorization: ['Bearer x'], 'x-api-key': ['x'] }],
    ['with a character that none has', { 'x-api-key': [`${value}=`] }],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'unrecognized-credential' });
  });
});

describe('a credential is malformed', () => {
  it.each([
    ['without its scheme', { authorization: [value] }],
    ['after another scheme', { authorization: [`Basic ${value}`] }],
    ['after a tab', { authorization: [`Bearer\t${value}`] }],
    ['after a space and a tab', { authorization: [`Bearer \t${value}`] }],
    ['before a space', { authorization: [`Bearer ${value} `] }],
    ['empty after several spaces', { authorization: ['Bearer   '] }],
    ['with a scheme where there is none', { 'x-api-key': [`Bearer ${value}`] }],
    ['empty', { authorization: [''] }],
    ['empty after its scheme', { authorization: ['Bearer '] }],
    ['twice, even if equal', { authorization: [`Bearer ${value}`, `Bearer ${value}`] }],
    ['twice in one header', { authorization: [`Bearer ${value},Bearer ${value}`] }],
    ['twice in x-api-key', { 'x-api-key': [`${value},${value}`] }],
    ['in two places that disagree', { authorization: [`Bearer ${value}`], 'x-api-key': [other] }],
    [
      'beside another one of ours after another scheme',
      { authorization: [`Token ${other}`], 'x-api-key': [value] },
    ],
    [
      'beside another one of ours in a parameter of another scheme',
      { authorization: [`Foo a=1, b=${other}`], 'x-api-key': [value] },
    ],
    [
      'beside another one of ours with quoted pairs',
      { authorization: [`Foo a="\\${other.slice(0, 9)}\\${other.slice(9)}"`], 'x-api-key': [value] },
    ],
    [
      'beside a comma after a quote that is not closed',
      { authorization: ['Digest username="Doe, John'], 'x-api-key': [value] },
    ],
    [
      'beside a comma between quotes that enclose no value of a parameter',
      { authorization: ['Digest "Doe, John"'], 'x-api-key': [value] },
    ],
    [
      'beside a header that was sent twice',
      { authorization: ['Basic YTpi', 'Basic YTpi'], 'x-api-key': [value] },
    ],
    ['beside a list', { authorization: [`Bearer ${value}`], 'x-api-key': ['a1B2c3D4e5,a1B2c3D4e5'] }],
    [
      'beside a list of another scheme that holds it',
      { authorization: [`Basic YTpi,Bearer ${value}`], 'x-api-key': [value] },
    ],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'malformed' });
  });
});

it('reports a missing credential if no location has one, with any other headers', () => {
  expect(present({})).toEqual({ outcome: 'missing' });
  expect(present({ cookie: [value], 'proxy-authorization': [`Bearer ${value}`] })).toEqual({
    outcome: 'missing',
  });
});

/** The content of one location, as a caller means it. The text is made from it, and the oracle reads it alone. */
type Content =
  | {
      readonly is:
        | 'absent'
        | 'repeated'
        | 'list'
        | 'other-scheme'
        | 'signature'
        | 'two-words'
        | 'foreign-word';
    }
  | { readonly is: 'ours'; readonly which: 0 | 1; readonly spaces: number };

const content: fc.Arbitrary<Content> = fc.oneof(
  fc.record({
    is: fc.constantFrom(
      'absent',
      'repeated',
      'list',
      'other-scheme',
      'signature',
      'two-words',
      'foreign-word',
    ),
  }),
  fc.record({
    is: fc.constant('ours'),
    which: fc.constantFrom(0, 1),
    spaces: fc.integer({ min: 1, max: 3 }),
  }),
);

const OURS = [value, other] as const;

function received(content: Content, { scheme }: CredentialLocation): readonly string[] {
  const text = (word: string, spaces = 1) => (scheme === null ? word : scheme + ' '.repeat(spaces) + word);
  switch (content.is) {
    case 'absent':
      return [];
    case 'ours':
      return [text(OURS[content.which], content.spaces)];
    case 'repeated':
      return [text(value), text(value)];
    case 'list':
      return [`${text(value)},${text(value)}`];
    case 'other-scheme':
      return ['Basic YTpi'];
    case 'signature':
      return [SIGV4];
    case 'two-words':
      return [text('a b')];
    case 'foreign-word':
      return [text('a1B2c3D4e5')];
  }
}

/** The documented rule, on what the caller means. */
function expected(contents: readonly Content[]): string {
  if (contents.some(({ is }) => is === 'repeated' || is === 'list')) return 'malformed';
  const ours = new Set(contents.flatMap((each) => (each.is === 'ours' ? [each.which] : [])));
  if (ours.size > 0) return ours.size === 1 ? 'presented' : 'malformed';
  const first = contents.find(({ is }) => is !== 'absent');
  if (!first) return 'missing';
  return first.is === 'foreign-word' ? 'unrecognized-credential' : 'malformed';
}

it('finds one distinct well-formed value among other contents and denies ambiguous requests', () => {
  const places: readonly CredentialLocation[] = [
    ...defaultProfile.credentialLocations,
    { header: 'x-other', scheme: 'Key' },
  ];
  const several = fc.tuple(content, content, content);
  fc.assert(
    fc.property(several, (contents) => {
      const texts = new Map(
        places.map((place, index) => [place.header, received(contents[index] ?? { is: 'absent' }, place)]),
      );
      const result = presentedCredential(places, codecs, (name) => texts.get(name) ?? []);
      expect(result.outcome).toBe(expected(contents));
      const which = contents.find((each) => each.is === 'ours')?.which ?? 0;
      const found = result.outcome === 'presented' ? result.value.keyId : undefined;
      if (found !== undefined) expect(OURS[which]).toContain(found);
    }),
    { numRuns: 1000 },
  );
});

describe('an unrelated Authorization with parameters (RFC 9110, 11.4)', () => {
  const ofCharacters = (characters: string, minLength: number) =>
    fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength: 8 });
  const token = ofCharacters("!#$%&'*+.^_`|~-09AZaz", 1);
  const whitespace = ofCharacters(' \t', 0);
  /** A quoted string that means `text`; `escapes` adds quoted pairs where none are needed. */
  const quoted = (text: string, escapes: readonly boolean[]) => {
    const each = (character: string, index: number) =>
      character === '"' || character === '\\' || escapes[index % escapes.length]
        ? `\\${character}`
        : character;
    return `"${[...text].map(each).join('')}"`;
  };
  const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 });
  const quotedString = fc
    .tuple(ofCharacters(' \t,="\\;:azé', 0), escapes)
    .map(([text, each]) => quoted(text, each));
  const parameter = (parameterValue: fc.Arbitrary<string>) =>
    fc
      .tuple(token, whitespace, whitespace, parameterValue)
      .map(([name, before, after, text]) => `${name}${before}=${after}${text}`);
  const unrelated = parameter(fc.oneof(token, quotedString));
  const separator = fc.tuple(whitespace, whitespace).map((around) => around.join(','));
  const authorization = (parameters: fc.Arbitrary<readonly string[]>) =>
    fc.tuple(token, parameters, separator).map(([scheme, each, comma]) => `${scheme} ${each.join(comma)}`);

  it('is ignored next to one key in X-Api-Key', () => {
    fc.assert(
      fc.property(authorization(fc.array(unrelated, { minLength: 1, maxLength: 5 })), (text) => {
        const alone = present({ 'x-api-key': [value] });
        expect(alone.outcome).toBe('presented');
        expect(present({ authorization: [text], 'x-api-key': [value] })).toEqual(alone);
      }),
      { numRuns: 2000 },
    );
  });

  it('counts with each value in our format that it holds', () => {
    const surroundings = fc.tuple(ofCharacters('azAZ09_-/:', 0), ofCharacters('_-/:=', 0));
    const holding = (ours: string) => {
      const text = surroundings.map((around) => around.join(ours));
      return parameter(
        fc.oneof(
          text,
          fc.tuple(text, escapes).map(([each, pairs]) => quoted(each, pairs)),
        ),
      );
    };
    const parameters = (ours: string) =>
      fc.tuple(fc.array(unrelated, { maxLength: 3 }), holding(ours), fc.array(unrelated, { maxLength: 3 }));
    const holdingOne = (ours: string) => authorization(parameters(ours).map((each) => each.flat()));
    fc.assert(
      fc.property(holdingOne(other), holdingOne(value), (disagrees, agrees) => {
        expect(present({ authorization: [disagrees], 'x-api-key': [value] })).toEqual({
          outcome: 'malformed',
        });
        expect(present({ authorization: [agrees], 'x-api-key': [value] }).outcome).toBe('presented');
      }),
      { numRuns: 2000 },
    );
  });
});
