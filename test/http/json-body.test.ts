import { expect, it } from 'vitest';
import { gatewayEvent } from '../../lib/http/gateway-event.ts';
import { readJsonBody } from '../../lib/http/json-body.ts';
import { httpApiEvent } from '../support/http-api-event.ts';

const route = { method: 'POST', path: '/things' } as const;
const MIB = 1024 * 1024;

function read(body: string | undefined, contentType = 'application/json', isBase64Encoded = false) {
  const headers = { 'content-type': contentType };
  return readJsonBody(gatewayEvent.parse(httpApiEvent({ route, body, headers, isBase64Encoded })));
}

function base64(...bytes: readonly (string | number)[]): string {
  const parts = bytes.map((each) => (typeof each === 'string' ? Buffer.from(each) : Buffer.of(each)));
  return Buffer.concat(parts).toString('base64');
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

it.each([
  ['an object', '{"a":[1,"é",null]}', { a: [1, 'é', null] }],
  ['a scalar', '7', 7],
  ['16 levels', nested(16), JSON.parse(nested(16))],
  ['a member named constructor', '{"constructor":1}', { constructor: 1 }],
])('parses JSON: %s', (_, body, value) => {
  expect(read(body)).toEqual({ value });
});

it.each([
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset="utf-8"',
  'Application/JSON;charset=UTF-8',
])('parses JSON with the content type %s', (contentType) => {
  expect(read('{}', contentType)).toEqual({ value: {} });
});

it('parses base64-encoded JSON', () => {
  expect(read(base64('{"a":"é"}'), 'application/json', true)).toEqual({ value: { a: 'é' } });
});

it.each([undefined, ''])('returns no value without a body for any content type: %j', (body) => {
  expect(read(body, 'text/plain')).toEqual({ value: undefined });
});

it.each([
  '',
  'text/plain',
  'text/json',
  'application/jsonp',
  'application/problem+json',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/json; charset="utf-8',
  'application/json, application/json',
  'application/json; boundary=x',
])('rejects a body with the content type %j with 415', (contentType) => {
  expect(read('{}', contentType)).toMatchObject({ problem: 'unsupported-media-type' });
});

it.each([
  ['nothing but a space', ' '],
  ['a truncated object', '{"a":'],
  ['single quotes', "{'a':1}"],
  ['a trailing comma', '{"a":1,}'],
  ['NaN', '{"a":NaN}'],
  ['Infinity', '{"a":Infinity}'],
  ['two texts', '{}{}'],
  ['a number beyond a double', '{"a":1e999}'],
  ['half of a surrogate pair', '{"a":"\\ud800"}'],
  ['half of a surrogate pair in a name', '{"\\udc00":1}'],
  ['a replacement character', '{"a":"\ufffd"}'],
  ['__proto__', '{"__proto__":{"role":"app-admin"}}'],
  ['__proto__ written as an escape', '{"\\u005f_proto__":1}'],
  ['__proto__ far inside', '{"a":[{"b":{"__proto__":1}}]}'],
  ['17 levels', nested(17)],
  ['a million levels', nested(1_000_000)],
])('rejects a body with %s as malformed', (_, body) => {
  expect(read(body)).toMatchObject({ problem: 'malformed-json' });
});

it.each([
  ['an invalid byte', base64('{"a":"', 0xff, '"}')],
  ['an overlong slash', base64('{"a":"', 0xc0, 0xaf, '"}')],
  ['a deactivated sequence', base64('{"a":"', 0xe2, 0x82, '"}')],
])('rejects a body with %s that is not UTF-8', (_, body) => {
  expect(read(body, 'application/json', true)).toMatchObject({ problem: 'malformed-json' });
});

it('accepts a body of 4 MiB, measured in bytes, and rejects one more byte', () => {
  const full = `"${'a'.repeat(4 * MIB - 2)}"`;
  expect(read(full)).toHaveProperty('value');
  expect(read(`${full} `)).toMatchObject({ problem: 'body-too-large' });
  expect(read(`"${'é'.repeat(2 * MIB)}"`)).toMatchObject({ problem: 'body-too-large' });
  expect(read(base64(`${full} `), 'application/json', true)).toMatchObject({ problem: 'body-too-large' });
});
