import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../lib/adapters/dynamodb/cursor.ts';
import { anyText } from '../../support/any-text.ts';

const ANY = /.*/s;

it('gives back every position that it was made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (position) => {
      expect(decodeCursor(encodeCursor(position), ANY)).toBe(position);
    }),
  );
});

it('reads any text without throwing, and only in the one form that it writes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), anyText), (text) => {
      const position = decodeCursor(text, ANY);
      expect(position === undefined || encodeCursor(position) === text).toBe(true);
    }),
  );
});

it('refuses a position that the listing does not have', () => {
  expect(decodeCursor(encodeCursor('ann'), /^[a-z]+$/)).toBe('ann');
  expect(decodeCursor(encodeCursor('Ann'), /^[a-z]+$/)).toBeUndefined();
});
