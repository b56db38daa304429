/**
 * All reasons to deny a request, in the order of the checks. `malformed` is a header whose form differs from the
 * profile, `unrecognized-credential` a value that no key of this format can have. The outcomes after `unknown` require
 * a matching secret, so that responses reveal nothing to other callers. Only `revoked` does not, because revoking
 * erases the digests. It must therefore look like `unknown` to callers. The limits are charged last, so that a request that is
 * denied otherwise is never charged.
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
  'tenant-suspended',
  'ip-not-allowed',
  'insufficient-permission',
  'limiter-unavailable',
  'rate-limited',
  'quota-exceeded',
  'out-of-credits',
] as const;
export type DenialOutcome = (typeof DENIALS)[number];

export const OUTCOMES = ['allowed', ...DENIALS] as const;
export type Outcome = (typeof OUTCOMES)[number];
