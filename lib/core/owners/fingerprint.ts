import { hash } from 'node:crypto';
import type { Identity } from './owner.ts';

/** Stands for an address, given in lower case, where it must not be read: 64 hex digits. */
export function emailFingerprint(email: string): string {
  return hash('sha256', email, 'hex');
}

/** Stands for a person in the same way. No issuer's URL has a newline: no two identities make one text. */
export function identityFingerprint({ issuer, subject }: Identity): string {
  return hash('sha256', `${issuer}\n${subject}`, 'hex');
}
