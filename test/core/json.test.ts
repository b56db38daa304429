import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, isSameJson, type Json } from '../../lib/core/json.ts';

const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  );
}

it('serializes a value to the same JSON for every order of its fields', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(value);
    }),
  );
});

it('writes no white space and sorts names by code units', () => {
  const value = { b: [1, { z: null, a: 'x y' }], a: true, B: -1.5, '\u00e9': '\u2028"' };
  expect(canonicalJson(value)).toBe('{"B":-1.5,"a":true,"b":[1,{"a":"x y","z":null}],"\u00e9":"\u2028\\""}');
});

it('compares values by their members, with an undefined member equal to an omitted one', () => {
  expect(isSameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isSameJson(undefined, undefined)).toBe(true);
  expect(isSameJson(undefined, null)).toBe(false);
  expect(isSameJson([1, 2], [2, 1])).toBe(false);
});
