/** An OpenID issuer, exactly as in its tokens. Plain HTTP is allowed only for local issuers. */
export const ISSUER_URL =
  /^(?:https:\/\/[^\s?#/]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)(?:\/[^\s?#]*)?$/;

/** A scope of a token (RFC 6749, 3.3). */
export const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** The claim with the Cognito groups of a person. */
export const DEFAULT_ROLE_CLAIM = 'cognito:groups';
