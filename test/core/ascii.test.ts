import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asciiLowerCase } from '../../lib/core/ascii.ts';
import { anyText } from '../support/any-text.ts';

const EVERY_UNIT = Array.from({ length: 0x1_00_00 }, (_, unit) => String.fromCharCode(unit));

it('folds the two cases of an ASCII letter and no other characters', () => {
  const folded = Map.groupBy(EVERY_UNIT, asciiLowerCase);
  const joined = [...folded.values()].filter(({ length }) => length > 1);
  expect(joined).toEqual([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => [letter, letter.toLowerCase()]));
});

it('keeps the length of a text and is idempotent', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const folded = asciiLowerCase(text);
      expect(folded).toHaveLength(text.length);
      expect(asciiLowerCase(folded)).toBe(folded);
    }),
  );
});
