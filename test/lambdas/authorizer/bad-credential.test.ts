import { describe, expect, it } from 'vitest';
import type { Call } from '../../../scripts/samples/authorizer-events.ts';
import { codec, issuedKey } from '../../../scripts/samples/issued-key.ts';
import { authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const { key, value, presented } = issuedKey();
const other = issuedKey();
const bearer = `Bearer ${value}`;

const [head, body] = [value.slice(0, 'pst_live_'.length), value.slice('pst_live_'.length)];
const middle = Math.floor(value.length / 2);
const inserted = (text: string) => value.slice(0, middle) + text + value.slice(middle);

function authorization(...values: string[]): Call {
  return { headers: values.map((each) => ['Authorization', each] as const) };
}

function apiKey(...values: string[]): Call {
  return { headers: values.map((each) => ['x-api-key', each] as const) };
}

/** Credentials that the format or checksum rejects. */
const MALFORMED: readonly (readonly [name: string, call: Call])[] = [
  ['none', {}],
  ['an empty Authorization', authorization('')],
  ['an empty x-api-key', apiKey('')],
  ['only a scheme', authorization('Bearer')],
  ['a scheme and a space', authorization('Bearer ')],
  ['no scheme', authorization(value)],
  ['the scheme Basic', authorization(`Basic ${value}`)],
  ['the scheme ApiKey', authorization(`ApiKey ${value}`)],
  ['a scheme in x-api-key', apiKey(bearer)],
  ['a scheme twice', authorization(`Bearer ${bearer}`)],
  ['a wrong prefix', apiKey(value.replace('pst_', 'sk_'))],
  ['no prefix', apiKey(body)],
  ['a prefix in capitals', apiKey(value.replace('pst_', 'PST_'))],
  ['another environment marker', apiKey(value.replace('live_', 'test_'))],
  ['an unknown environment marker', apiKey(value.replace('live_', 'prod_'))],
  ['one character too few', apiKey(value.slice(0, -1))],
  ['one character too many', apiKey(`${value}0`)],
  ['no checksum', apiKey(value.slice(0, -6))],
  ['4 KB', apiKey(head + 'a'.repeat(4096))],
  ['4 KB after the scheme', authorization(`Bearer ${head}${'a'.repeat(4096)}`)],
  ['NUL at its end', apiKey(`${value}\0`)],
  ['NUL inside', apiKey(inserted('\0'))],
  ['a tab after the scheme', authorization(`Bearer\t${value}`)],
  ['a tab at its end', authorization(`${bearer}\t`)],
  ['a space at its end', authorization(`${bearer} `)],
  ['a space before the scheme', authorization(` ${bearer}`)],
  ['a newline', apiKey(`${value}\r\n`)],
  ['a non-breaking space after the scheme', authorization(`Bearer\u00a0${value}`)],
  ['a non-breaking space at its end', apiKey(`${value}\u00a0`)],
  ['a zero-width space inside', apiKey(inserted('\u200b'))],
  ['a zero-width joiner at its end', apiKey(`${value}\u200d`)],
  ['a byte-order mark', apiKey(`\ufeff${value}`)],
  ['full-width digits', apiKey(`${value.slice(0, -1)}\uff10`)],
  ['a percent-encoded underscore', apiKey(value.replace('_', '%5F'))],
  ['a percent-encoded space', authorization(`Bearer%20${value}`)],
  ['two Authorization headers', authorization(bearer, `Bearer ${other.value}`)],
  ['two equal Authorization headers', authorization(bearer, bearer)],
  [
    'two spellings of Authorization',
    {
      headers: [
        ['Authorization', bearer],
        ['authorization', bearer],
      ],
    },
  ],
  ['two x-api-key headers', apiKey(value, other.value)],
  ['a comma-joined Authorization', authorization(`${bearer},Bearer ${other.value}`)],
  ['a comma-joined Authorization, equal', authorization(`${bearer}, ${bearer}`)],
  ['a comma-joined x-api-key', apiKey(`${value},${other.value}`)],
  ['Authorization and x-api-key that disagree', both(bearer, other.value)],
  ['a good x-api-key beside another key after another scheme', both(`Token ${other.value}`, value)],
  ['the key in the query', { query: { 'x-api-key': value, authorization: bearer, api_key: value } }],
  ['the key in another header', { headers: [['Proxy-Authorization', bearer]] }],
  ['the key in a cookie', { headers: [['Cookie', `authorization=${bearer}; x-api-key=${value}`]] }],
  ['the key in the path', { route: '/{proxy+}', path: `/${value}` }],
];

function both(authorizationValue: string, apiKeyValue: string): Call {
  return {
    headers: [
      ['Authorization', authorizationValue],
      ['X-Api-Key', apiKeyValue],
    ],
  };
}

/** Credentials with a valid format and checksum. Only the table has the decision. */
const WELL_FORMED: readonly (readonly [name: string, call: Call])[] = [
  ['a wrong secret', apiKey(compose({ secret: other.presented.secret }))],
  ['an unknown id', apiKey(issuedKey().value)],
  ['a wrong environment', apiKey(compose({ environment: 'test' }))],
];

function compose(change: { readonly secret?: string; readonly environment?: string }): string {
  return codec.compose({ keyId: presented.keyId, secret: presented.secret, environment: 'live', ...change });
}

describe.each(GATEWAYS)('$name', ({ event, answer, unauthorized }) => {
  const { handler, reader } = authorizerOver([key, other.key], []);

  it.each([
    ['Authorization', authorization(bearer)],
    ['x-api-key', apiKey(value)],
    ['both, agreeing', both(bearer, value)],
    ['Authorization after two spaces', authorization(`Bearer  ${value}`)],
    ['Authorization beside an empty x-api-key', both(bearer, '')],
    ['x-api-key beside a Basic Authorization', both('Basic YTpi', value)],
  ])('allows a valid key in %s', async (_, call) => {
    expect((await answer(handler, event(call))).status).toBe(200);
  });

  it.each(MALFORMED)('denies %s without reads', async (_, call) => {
    reader.resetCounts();
    expect(await answer(handler, event(call))).toEqual({ status: unauthorized });
    expect(reader.reads).toEqual([]);
  });

  it('denies a value with one changed character without reads', async () => {
    reader.resetCounts();
    for (let position = 0; position < value.length; position += 1) {
      for (const character of ['0', 'z', '_', ' ', 'é']) {
        if (value.charAt(position) === character) continue;
        const changed = value.slice(0, position) + character + value.slice(position + 1);
        const { status } = await answer(handler, event(apiKey(changed)));
        expect(status, `${character} at ${position}`).toBe(unauthorized);
      }
    }
    expect(reader.reads).toEqual([]);
  });

  it.each(WELL_FORMED)('denies %s with one read', async (_, call) => {
    reader.resetCounts();
    expect(await answer(handler, event(call))).toEqual({ status: unauthorized });
    expect(reader.reads).toHaveLength(1);
  });

  it('ignores a key in the body', async () => {
    const withBody = { ...event({}), body: JSON.stringify({ 'x-api-key': value }), isBase64Encoded: false };
    expect(await answer(handler, withBody)).toEqual({ status: unauthorized });
  });
});
