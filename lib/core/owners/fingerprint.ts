import { hash } from 'node:crypto';
import type { Identity } from './owner.ts';

/** The fingerprint of an address in lower case, for places where the address must not be readable: 64 hex digits. */
export function emailFingerprint(email: string): string {
  return hash('sha256', email, 'hex');
}

/** The fingerprint of an identity. URLs of issuers have no newline, so that the hashed text is unambiguous. */
export function identityFingerprint({ issuer, subject }: Identity): string {
  return hash('sha256', `${issuer}\n${subject}`, 'hex');
}
