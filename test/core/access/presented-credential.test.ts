import { describe, expect, it } from 'vitest';
import { presentedCredential } from '../../../lib/core/access/presented-credential.ts';
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
    ['after two spaces', { authorization: [`Bearer  ${value}`] }],
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
