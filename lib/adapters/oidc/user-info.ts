import * as z from 'zod';
import type { Identity } from '../../core/owners/owner.ts';
import { UnavailableError } from '../../core/store.ts';
import { readDiscovery } from './discovery.ts';
import { parseIssuerResponse, requestIssuer } from './issuer-request.ts';

/** The statuses with which an issuer rejects the access token (RFC 6750). */
const REJECTED_TOKEN_STATUSES = [400, 401, 403];

const userInfoDocument = z.object({ userinfo_endpoint: z.url() });
const userInfo = z.object({
  sub: z.string(),
  email: z.string().min(1).optional(),
  /** Cognito returns a string. */
  email_verified: z.union([z.boolean(), z.string()]).optional(),
});

export interface UserInfoOptions {
  readonly discoveryUrl: string;
  readonly fetch: typeof fetch;
}

/**
 * Requests the verified e-mail address of the bearer of an access token from the issuer; undefined if there is none.
 * The userinfo endpoint is discovered once.
 * @throws UnavailableError if the issuer does not respond or its response is invalid
 */
export function createUserInfo({ discoveryUrl, fetch }: UserInfoOptions) {
  let endpoint: string | undefined;

  return async ({ issuer, subject }: Identity, accessToken: string): Promise<string | undefined> => {
    endpoint ??= (await readDiscovery(discoveryUrl, issuer, { schema: userInfoDocument, fetch }))
      .userinfo_endpoint;
    const response = await requestIssuer(endpoint, { authorization: `Bearer ${accessToken}` }, fetch);
    if (REJECTED_TOKEN_STATUSES.includes(response.status)) return undefined;
    const { sub, email, email_verified } = await parseIssuerResponse(response, userInfo);
    // The subject must match the token's, or the response must not be used (OpenID Connect Core, 5.3.2).
    if (sub !== subject)
      throw new UnavailableError('the userinfo response of the issuer has another subject');
    return String(email_verified) === 'true' ? email : undefined;
  };
}
