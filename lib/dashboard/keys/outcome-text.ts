import type { Response } from '../api/client.ts';

export type Outcome = Response<'verify'>['outcome'];

interface OutcomeText {
  readonly title: string;
  /** The next step. */
  readonly next: string;
}

/** The text of every outcome, so that a new one does not compile without text. */
const TEXTS: Readonly<Record<Outcome, OutcomeText>> = {
  allowed: { title: 'allowed', next: 'A request with this value is allowed.' },
  'insecure-transport': { title: 'no TLS', next: 'Send the request over HTTPS.' },
  missing: { title: 'no credential', next: 'Send the value in the header of the profile.' },
  malformed: {
    title: 'malformed header',
    next: 'Send the value in the header of the profile, with its scheme.',
  },
  'unrecognized-credential': {
    title: 'not a value of this product',
    next: 'The prefix, length or checksum is wrong. Copy the complete value again.',
  },
  unavailable: { title: 'key store unavailable', next: 'Try again in a moment.' },
  'unknown-tenant': { title: 'unknown tenant', next: 'Check the host name of the request.' },
  unknown: { title: 'unknown value', next: 'No key has this value. Check which key the service uses.' },
  'wrong-tenant': {
    title: 'another tenant',
    next: 'The key belongs to another tenant. Check the host name and the key.',
  },
  revoked: { title: 'revoked', next: 'Create another key and switch the service to it.' },
  disabled: { title: 'disabled', next: 'Enable the key if the service may use it again.' },
  deleted: { title: 'deleted', next: 'Restore the key within 30 days, or create another one.' },
  'session-ended': { title: 'session ended', next: 'Create another session with the key.' },
  expired: { title: 'expired', next: 'Create another key and switch the service to it.' },
  'owner-deactivated': { title: 'owner deactivated', next: 'Reactivate the owner of the key.' },
  'tenant-suspended': { title: 'tenant suspended', next: 'Ask an operator to resume the tenant.' },
  'ip-not-allowed': {
    title: 'source address not allowed',
    next: 'Send the request from an allowed address, or add the address to the key.',
  },
  'insufficient-permission': {
    title: 'insufficient permission',
    next: 'Add the permission to the key, or raise the role of its owner.',
  },
  'limiter-unavailable': { title: 'limits unavailable', next: 'Try again in a moment.' },
  'rate-limited': { title: 'rate limit exceeded', next: 'Send fewer requests, or raise the rate limit.' },
  'quota-exceeded': { title: 'quota used up', next: 'Wait for the next period, or raise the quota.' },
  'out-of-credits': { title: 'no credits left', next: 'Add credits, then send the request again.' },
};

/** The next step after a decision. */
export function nextStep(outcome: Outcome): string {
  return TEXTS[outcome].next;
}

/** The title of an outcome in stored counts; the code itself if it is not known. */
export function outcomeTitle(code: string): string {
  return isOutcome(code) ? TEXTS[code].title : code;
}

function isOutcome(code: string): code is Outcome {
  return Object.hasOwn(TEXTS, code);
}

/** Every outcome as an option of a filter. */
export function outcomeOptions(): readonly { readonly value: string; readonly label: string }[] {
  return Object.keys(TEXTS)
    .filter(isOutcome)
    .map((value) => ({ value, label: decisionText(value) }));
}

/** `Allowed` or `Denied: expired`. */
export function decisionText(outcome: Outcome): string {
  return outcome === 'allowed' ? 'Allowed' : `Denied: ${TEXTS[outcome].title}`;
}
