/** An issuer of OpenID tokens, exactly as its tokens name it. Plain HTTP is for one on this machine. */
export const ISSUER_URL =
  /^(?:https:\/\/[^\s?#/]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)(?:\/[^\s?#]*)?$/;

/** One scope of a token (RFC 6749, 3.3). */
export const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Where Cognito puts the groups of a person. */
export const DEFAULT_ROLE_CLAIM = 'cognito:groups';
