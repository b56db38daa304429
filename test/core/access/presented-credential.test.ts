import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { presentedCredential } from '../../../lib/core/access/presented-credential.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { codecs, issuedKey } from '../../support/issued-key.ts';
import { issuedSession } from '../../support/issued-session.ts';

const { value, presented } = issuedKey();
const other = issuedKey().value;

function present(headers: Readonly<Record<string, readonly string[]>>) {
  return presentedCredential(defaultProfile.places, codecs, (name) => headers[name] ?? []);
}

describe('a credential is found', () => {
  it.each([
    ['after its scheme', { authorization: [`Bearer ${value}`] }],
    ['after its scheme in any case', { authorization: [`bEARER ${value}`] }],
    ['alone in x-api-key', { 'x-api-key': [value] }],
    ['in two places that agree', { authorization: [`Bearer ${value}`], 'x-api-key': [value] }],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'presented', kind: 'key', value: presented });
  });
});

it('one or more spaces separate scheme and value in every profile (RFC 9110)', () => {
  const places = [...PROFILES.values()].flatMap((profile) =>
    profile.places.filter(({ scheme }) => scheme !== null).map((place) => ({ profile, ...place })),
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
    const text = ofProfile.key.compose({ environment, ...ofProfile.key.draw(randomBytes) });
    for (const spaces of [1, 2, 3, 40]) {
      const sent = `${scheme}${' '.repeat(spaces)}${text}`;
      const found = presentedCredential(profile.places, ofProfile, (name) => (name === header ? [sent] : []));
      expect(found, `${profile.name}, ${spaces} spaces`).toMatchObject({ outcome: 'presented' });
    }
  }
});

describe("a session's value", () => {
  const session = issuedSession(issuedKey().key);
  const headers = (name: string) => (name === 'x-api-key' ? [session.value] : []);

  it('is told from a key where the product has sessions', () => {
    expect(presentedCredential(mindset.places, codecsOf(mindset), headers)).toEqual({
      outcome: 'presented',
      kind: 'session',
      value: session.presented,
    });
  });

  it('is not ours where it has none', () => {
    expect(presentedCredential(mindset.places, codecs, headers)).toEqual({ outcome: 'not-ours' });
  });
});

describe('a credential is not ours', () => {
  it.each([
    ['of another product', { authorization: ['Bearer mkey_3fKq81ZbTn0x'] }],
    ['mistyped', { 'x-api-key': [`${value}x`] }],
    ['mistyped in two places that agree', { authorization: ['Bearer x'], 'x-api-key': ['x'] }],
    ['with a character that none has', { 'x-api-key': [`${value}=`] }],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'not-ours' });
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
    ['beside an empty one', { authorization: [`Bearer ${value}`], 'x-api-key': [''] }],
    ['beside another scheme', { authorization: ['Basic YTpi'], 'x-api-key': [value] }],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'malformed' });
  });
});

it('a credential is missing where no place holds one, whatever other headers say', () => {
  expect(present({})).toEqual({ outcome: 'missing' });
  expect(present({ cookie: [value], 'proxy-authorization': [`Bearer ${value}`] })).toEqual({
    outcome: 'missing',
  });
});
