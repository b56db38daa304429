import { describe, expect, it } from 'vitest';
import { presentedCredential } from '../../../lib/core/access/presented-credential.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { codec, issuedKey } from '../../support/issued-key.ts';

const { value, presented } = issuedKey();
const other = issuedKey().value;

function present(headers: Readonly<Record<string, readonly string[]>>) {
  return presentedCredential(defaultProfile.places, codec, (name) => headers[name] ?? []);
}

describe('a credential is found', () => {
  it.each([
    ['after its scheme', { authorization: [`Bearer ${value}`] }],
    ['after its scheme in any case', { authorization: [`bEARER ${value}`] }],
    ['alone in x-api-key', { 'x-api-key': [value] }],
    ['in two places that agree', { authorization: [`Bearer ${value}`], 'x-api-key': [value] }],
  ])('%s', (_, headers) => {
    expect(present(headers)).toEqual({ outcome: 'presented', value: presented });
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
