/**
 * Every way in which a request can be refused, in the order in which it is decided. `malformed` is a header of another
 * form than the profile's, `not-ours` a value that no key of this format can have. Whatever stands after
 * `unknown` needs a matching secret, so that no answer tells a stranger anything; `revoked` alone needs
 * none, because revoking erases the digests, and must therefore look like `unknown` from outside.
 */
export const REFUSALS = [
  'insecure-transport',
  'missing',
  'malformed',
  'not-ours',
  'unavailable',
  'unknown-tenant',
  'unknown',
  'wrong-tenant',
  'revoked',
  'disabled',
  'deleted',
  'ended',
  'expired',
  'owner-deactivated',
  'insufficient-permission',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const OUTCOMES = ['allowed', ...REFUSALS] as const;
export type Outcome = (typeof OUTCOMES)[number];
