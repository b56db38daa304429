import { createHash } from 'node:crypto';

/** A number in [0, 1): constant for a key and uniformly distributed over all keys. */
export function jitterOf(keyId: string): number {
  return createHash('sha256').update(keyId).digest().readUInt32BE() / 2 ** 32;
}
