import { expect, it } from 'vitest';
import { digestSecret, digestSessionSecret, sameDigest } from '../../../lib/core/keys/digest.ts';

const DIGEST = digestSecret('3fKq81ZbTn0x', 'AbCdEfGhIjKlMnOpQrStUvWx');

it('matches the golden vector: a change would deny every key', () => {
  expect(DIGEST).toBe('9fccef7a6ea8392557226955c10e80888341d6b0560bafe27843fb11bb704555');
});

it('depends on the key ID, so that a digest copied to another key authenticates nothing', () => {
  expect(digestSecret('3fKq81ZbTn0y', 'AbCdEfGhIjKlMnOpQrStUvWx')).not.toBe(DIGEST);
});

it('of a session matches its golden vector and differs from that of a key', () => {
  const digest = digestSessionSecret('3fKq81ZbTn0x', 'AbCdEfGhIjKlMnOpQrStUvWx');
  expect(digest).toBe('2efe83e71fd239476decc33b8c2a0b84753d9c8a65ac91d2a5e2c65006f230a5');
  expect(digest).not.toBe(DIGEST);
});

it('distinguishes equal and different digests in any position and length', () => {
  expect(sameDigest(DIGEST, DIGEST)).toBe(true);
  for (let position = 0; position < 64; position += 1) {
    const changed = DIGEST.charAt(position) === '0' ? '1' : '0';
    expect(sameDigest(DIGEST, DIGEST.slice(0, position) + changed + DIGEST.slice(position + 1))).toBe(false);
  }
  expect(sameDigest('', '')).toBe(false);
  expect(sameDigest(DIGEST, DIGEST.slice(1))).toBe(false);
});

it('never treats digests of different lengths as equal, also with the same first 64 digits', () => {
  const digest = 'a'.repeat(64);
  expect(sameDigest(digest, digest)).toBe(true);
  for (const other of [`${digest}0`, digest.slice(1), '']) {
    expect(sameDigest(digest, other)).toBe(false);
    expect(sameDigest(other, digest)).toBe(false);
    expect(sameDigest(other, other)).toBe(false);
  }
});
