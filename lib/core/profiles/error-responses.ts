import type { DenialOutcome } from '../access/outcomes.ts';
import type { ErrorResponse } from './profile.ts';

type Headers = ErrorResponse['headers'];

const RETRY: Headers = { 'Retry-After': '1' };

/** The faces that refusals can have where nothing tells a stranger why. */
export interface ErrorResponses {
  readonly unauthorized: ErrorResponse;
  readonly forbidden: ErrorResponse;
  /** To be tried again. */
  readonly unavailable: ErrorResponse;
  /** Of plain HTTP, where a proxy in front lets it through. */
  readonly insecure: ErrorResponse;
}

/** Postern's own faces, problem details (RFC 9457), for what a product doesn't document. */
export function problemDetailsResponses(scheme: string): ErrorResponses {
  return {
    unauthorized: problem(401, 'Unauthorized', 'unauthorized', { 'WWW-Authenticate': scheme }),
    forbidden: problem(403, 'Forbidden', 'insufficient-permission'),
    unavailable: problem(503, 'Service Unavailable', 'unavailable', RETRY),
    insecure: problem(403, 'Forbidden', 'insecure-transport'),
  };
}

/** The faces of a product that documents one body for all refusals, but for status and title. */
export function documentedResponses(
  bodyOf: (status: number, title: string) => ErrorResponse['body'],
  scheme: string,
): ErrorResponses {
  const errorResponse = (status: number, title: string, headers: Headers = {}): ErrorResponse => ({
    status,
    contentType: 'application/json',
    body: bodyOf(status, title),
    headers,
  });
  return {
    unauthorized: errorResponse(401, 'Unauthorized', { 'WWW-Authenticate': scheme }),
    forbidden: errorResponse(403, 'Forbidden'),
    unavailable: errorResponse(503, 'Service Unavailable', RETRY),
    insecure: errorResponse(403, 'Forbidden'),
  };
}

/** A refusal for every outcome, so that from outside all that fails for the same reason looks the same. */
export function responsesByOutcome({
  unauthorized,
  forbidden,
  unavailable,
  insecure,
}: ErrorResponses): Readonly<Record<DenialOutcome, ErrorResponse>> {
  return {
    'insecure-transport': insecure,
    missing: unauthorized,
    malformed: unauthorized,
    'unrecognized-credential': unauthorized,
    unavailable,
    'unknown-tenant': unauthorized,
    unknown: unauthorized,
    'wrong-tenant': unauthorized,
    revoked: unauthorized,
    disabled: unauthorized,
    deleted: unauthorized,
    'session-ended': unauthorized,
    expired: unauthorized,
    'owner-deactivated': unauthorized,
    'insufficient-permission': forbidden,
  };
}

function problem(status: number, title: string, code: string, headers: Headers = {}): ErrorResponse {
  return {
    status,
    contentType: 'application/problem+json',
    body: { type: 'about:blank', title, status, code },
    headers,
  };
}
