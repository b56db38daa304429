import { expect, it } from 'vitest';
import { digestSecret, digestSessionSecret, sameDigest } from '../../../lib/core/keys/digest.ts';

const DIGEST = digestSecret('3fKq81ZbTn0x', 'AbCdEfGhIjKlMnOpQrStUvWx');

it('is computed as released, for ever: a change would refuse every key (golden vector)', () => {
  expect(DIGEST).toBe('9fccef7a6ea8392557226955c10e80888341d6b0560bafe27843fb11bb704555');
});

it('depends on the key id, so that a digest copied to another key opens nothing', () => {
  expect(digestSecret('3fKq81ZbTn0y', 'AbCdEfGhIjKlMnOpQrStUvWx')).not.toBe(DIGEST);
});

it("of a session is computed as released, and is none of a key's (golden vector)", () => {
  const digest = digestSessionSecret('3fKq81ZbTn0x', 'AbCdEfGhIjKlMnOpQrStUvWx');
  expect(digest).toBe('2efe83e71fd239476decc33b8c2a0b84753d9c8a65ac91d2a5e2c65006f230a5');
  expect(digest).not.toBe(DIGEST);
});

it('tells equal from different in any position and length', () => {
  expect(sameDigest(DIGEST, DIGEST)).toBe(true);
  for (let position = 0; position < 64; position += 1) {
    const changed = DIGEST.charAt(position) === '0' ? '1' : '0';
    expect(sameDigest(DIGEST, DIGEST.slice(0, position) + changed + DIGEST.slice(position + 1))).toBe(false);
  }
  expect(sameDigest('', '')).toBe(false);
  expect(sameDigest(DIGEST, DIGEST.slice(1))).toBe(false);
});

it('digests of another length are never the same, whatever their first 64 digits are', () => {
  const digest = 'a'.repeat(64);
  expect(sameDigest(digest, digest)).toBe(true);
  for (const other of [`${digest}0`, digest.slice(1), '']) {
    expect(sameDigest(digest, other)).toBe(false);
    expect(sameDigest(other, digest)).toBe(false);
    expect(sameDigest(other, other)).toBe(false);
  }
});
