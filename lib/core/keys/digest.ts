import { hash, timingSafeEqual } from 'node:crypto';

/** The version of the digest scheme, so that another scheme (such as a pepper) does not require new keys. */
export const DIGEST_VERSION = 1;
const KEY_DOMAIN = `postern:key:${DIGEST_VERSION}:`;
const SESSION_DOMAIN = `postern:session:${DIGEST_VERSION}:`;

/**
 * SHA-256 of version, key ID and secret, as 64 hex digits. A secret has at least 128 random bits, so that a slow hash
 * would add cost without security. In the default format, the message fits one SHA-256 block.
 */
export function digestSecret(keyId: string, secret: string): string {
  return hash('sha256', `${KEY_DOMAIN}${keyId}:${secret}`, 'hex');
}

/** The same for a session, in a separate domain: a key's digest never matches a session's. */
export function digestSessionSecret(sessionId: string, secret: string): string {
  return hash('sha256', `${SESSION_DOMAIN}${sessionId}:${secret}`, 'hex');
}

const left = Buffer.alloc(64);
const right = Buffer.alloc(64);

/** Compares two hex digests in constant time. Reuses two buffers, which is safe because the call is synchronous. */
export function sameDigest(one: string, other: string): boolean {
  if (one.length !== 64 || other.length !== 64) return false;
  left.write(one, 'latin1');
  right.write(other, 'latin1');
  return timingSafeEqual(left, right);
}
