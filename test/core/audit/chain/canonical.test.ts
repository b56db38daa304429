import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalHash, canonicalJson } from '../../../../lib/core/audit/chain/canonical.ts';
import type { Json } from '../../../../lib/core/json.ts';

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

it('returns different hashes in different domains', () => {
  expect(canonicalHash('postern-audit-event-1', {})).not.toBe(canonicalHash('postern-audit-link-1', {}));
  expect(canonicalHash('postern-audit-event-1', {})).toMatch(/^[0-9a-f]{64}$/);
});
