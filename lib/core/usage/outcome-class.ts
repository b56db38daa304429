import { OUTCOMES, type Outcome } from '../access/outcomes.ts';

/**
 * The class of an outcome:
 *
 * - `accepted`: the request was allowed.
 * - `no-credential`: no credential was checked. Health checks and browsers cause it.
 * - `unproven`: a credential was presented, and its secret did not match. This is a failed authentication.
 * - `proven`: the secret matched, and something else denied the request. The key is the customer's own.
 * - `undecided`: a dependency did not respond.
 */
export type OutcomeClass = 'accepted' | 'no-credential' | 'unproven' | 'proven' | 'undecided';

/** The type requires a class for every outcome. */
export const OUTCOME_CLASSES: Readonly<Record<Outcome, OutcomeClass>> = {
  allowed: 'accepted',
  'insecure-transport': 'no-credential',
  missing: 'no-credential',
  malformed: 'unproven',
  'unrecognized-credential': 'unproven',
  unavailable: 'undecided',
  // A host name that belongs to no tenant, with a well-formed key that was never looked up: a search for tenants.
  'unknown-tenant': 'unproven',
  unknown: 'unproven',
  'wrong-tenant': 'proven',
  // Revoking erases the digests, so that the secret proves nothing.
  revoked: 'unproven',
  disabled: 'proven',
  deleted: 'proven',
  'session-ended': 'proven',
  expired: 'proven',
  'owner-deactivated': 'proven',
  'tenant-suspended': 'proven',
  'ip-not-allowed': 'proven',
  'insufficient-permission': 'proven',
  'limiter-unavailable': 'undecided',
  'rate-limited': 'proven',
  'quota-exceeded': 'proven',
  'out-of-credits': 'proven',
};

/** The outcomes that count as failed authentications. */
export const FAILED_AUTHENTICATIONS: readonly Outcome[] = OUTCOMES.filter(
  (outcome) => OUTCOME_CLASSES[outcome] === 'unproven',
);
