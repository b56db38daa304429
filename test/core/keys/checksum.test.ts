import { crc32 as referenceCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from '../../../lib/core/keys/checksum.ts';

it('is CRC-32 as zlib computes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), (text) => {
      expect(crc32(text)).toBe(referenceCrc32(text));
    }),
  );
});

it('covers the text up to the given end', () => {
  expect(crc32('123456789junk', 9)).toBe(0xcbf43926);
});
