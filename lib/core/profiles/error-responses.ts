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
  /** The responses to requests above a limit. Guards add `Retry-After` and the remaining budgets. */
  readonly limited: Readonly<Record<LimitOutcome, ErrorResponse>>;
}

/** The outcomes of a charge that a limit denies. */
export const LIMIT_OUTCOMES = ['rate-limited', 'quota-exceeded', 'out-of-credits'] as const;
export type LimitOutcome = (typeof LIMIT_OUTCOMES)[number];

/** The default error responses, problem details (RFC 9457), for everything that a product does not document. */
export function problemDetailsResponses(scheme: string): ErrorResponses {
  return {
    unauthorized: problem(401, 'Unauthorized', 'unauthorized', { 'WWW-Authenticate': scheme }),
    forbidden: problem(403, 'Forbidden', 'insufficient-permission'),
    unavailable: problem(503, 'Service Unavailable', 'unavailable', RETRY),
    insecure: problem(403, 'Forbidden', 'insecure-transport'),
    limited: limitedResponses((code) => {
      const response = problem(429, TOO_MANY_REQUESTS, code);
      return { ...response, body: { ...response.body, type: QUOTA_EXCEEDED } };
    }),
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
    limited: limitedResponses(() => errorResponse(429, TOO_MANY_REQUESTS)),
  };
}

const TOO_MANY_REQUESTS = 'Too Many Requests';
/** The registered problem type of draft-ietf-httpapi-ratelimit-headers. */
const QUOTA_EXCEEDED = 'https://iana.org/assignments/http-problem-types#quota-exceeded';

function limitedResponses(responseOf: (outcome: LimitOutcome) => ErrorResponse): ErrorResponses['limited'] {
  return {
    'rate-limited': responseOf('rate-limited'),
    'quota-exceeded': responseOf('quota-exceeded'),
    'out-of-credits': responseOf('out-of-credits'),
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
  limited,
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
    'tenant-suspended': unauthorized,
    'ip-not-allowed': forbidden,
    'insufficient-permission': forbidden,
    'limiter-unavailable': unavailable,
    ...limited,
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
