import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../lib/adapters/dynamodb/cursor.ts';
import { anyText } from '../../support/any-text.ts';

const ANY = /.*/s;

it('decodes every encoded position', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (position) => {
      expect(decodeCursor(encodeCursor(position), ANY)).toBe(position);
    }),
  );
});

it('decodes any text without throwing and accepts only the canonical form', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), anyText), (text) => {
      const position = decodeCursor(text, ANY);
      expect(position === undefined || encodeCursor(position) === text).toBe(true);
    }),
  );
});

it('rejects a position of another listing', () => {
  expect(decodeCursor(encodeCursor('ann'), /^[a-z]+$/)).toBe('ann');
  expect(decodeCursor(encodeCursor('Ann'), /^[a-z]+$/)).toBeUndefined();
});
