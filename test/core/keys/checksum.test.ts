import { crc32 as referenceCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32, crc32Final, crc32Init, crc32Update } from '../../../lib/core/keys/checksum.ts';

it('equals the CRC-32 of zlib', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), (text) => {
      expect(crc32(text)).toBe(referenceCrc32(text));
    }),
  );
});

it('continues from the state of the previous text', () => {
  expect(crc32Final(crc32Update(crc32Init('12345678'), '9'.charCodeAt(0)))).toBe(0xcbf43926);
});
