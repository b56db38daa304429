/**
 * Every way in which a request can be refused, in the order in which it is decided. `malformed` is a header of another
 * form than the profile's, `unrecognized-credential` a value that no key of this format can have. Whatever stands after
 * `unknown` needs a matching secret, so that no answer tells a stranger anything; `revoked` alone needs
 * none, because revoking erases the digests, and must therefore look like `unknown` from outside.
 */
export const DENIALS = [
  'insecure-transport',
  'missing',
  'malformed',
  'unrecognized-credential',
  'unavailable',
  'unknown-tenant',
  'unknown',
  'wrong-tenant',
  'revoked',
  'disabled',
  'deleted',
  'session-ended',
  'expired',
  'owner-deactivated',
  'insufficient-permission',
] as const;
export type DenialOutcome = (typeof DENIALS)[number];

export const OUTCOMES = ['allowed', ...DENIALS] as const;
export type Outcome = (typeof OUTCOMES)[number];
