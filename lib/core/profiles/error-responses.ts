import type { DenialOutcome } from '../access/outcomes.ts';
import type { ErrorResponse } from './profile.ts';

type Headers = ErrorResponse['headers'];

const RETRY: Headers = { 'Retry-After': '1' };

/** The error responses of a product that does not reveal why a request was denied. */
export interface ErrorResponses {
  readonly unauthorized: ErrorResponse;
  readonly forbidden: ErrorResponse;
  /** The caller can retry. */
  readonly unavailable: ErrorResponse;
  /** The response to plain HTTP requests that a proxy forwards. */
  readonly insecure: ErrorResponse;
}

/** The default error responses, problem details (RFC 9457), for everything that a product does not document. */
export function problemDetailsResponses(scheme: string): ErrorResponses {
  return {
    unauthorized: problem(401, 'Unauthorized', 'unauthorized', { 'WWW-Authenticate': scheme }),
    forbidden: problem(403, 'Forbidden', 'insufficient-permission'),
    unavailable: problem(503, 'Service Unavailable', 'unavailable', RETRY),
    insecure: problem(403, 'Forbidden', 'insecure-transport'),
  };
}

/** The error responses of a product that documents one body whose status and title vary. */
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

/**
 * The error response of every outcome, for `errorResponses` of a profile. Guards send these responses themselves. On REST
 * APIs, API Gateway sends them by `lib/constructs/api-keys/gateway-responses.ts`. HTTP APIs send their own 403 response.
 */
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
