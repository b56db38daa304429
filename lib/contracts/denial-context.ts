/**
 * The authorizer context of a denial on a REST API. Gateway responses have one status for each type of denial, and take the
 * body and these headers from the context.
 */
export type DenialContext = Readonly<Record<string, string>>;

/** The field with the body of the denial. */
export const DENIAL_BODY = 'denialBody';

/** The field of each response header. A denial without the header omits the field. */
export const DENIAL_HEADERS: Readonly<Record<string, string>> = {
  'Retry-After': 'retryAfter',
  'RateLimit-Policy': 'rateLimitPolicy',
  RateLimit: 'rateLimit',
};
