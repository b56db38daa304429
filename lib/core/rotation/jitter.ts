import { createHash } from 'node:crypto';

/** A number from 0 up to, not including, 1 that is always the same for a key, and evenly spread over all keys. */
export function jitterOf(keyId: string): number {
  return createHash('sha256').update(keyId).digest().readUInt32BE() / 2 ** 32;
}
