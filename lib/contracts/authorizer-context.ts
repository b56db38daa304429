/**
 * What an authorizer hands on to the protected API. REST APIs pass scalars only, as strings, so lists and
 * objects are JSON texts; HTTP APIs pass the same, so that a backend reads one form.
 */
export interface AuthorizerContext {
  readonly keyId: string;
  readonly tenant: string;
  readonly owner: string;
  /** JSON array of strings: what the key may do for its owner as the owner is now. */
  readonly permissions: string;
  /** JSON object: the key's metadata. */
  readonly metadata: string;
}
