import * as z from 'zod';
import type { Identity } from '../../core/owners/owner.ts';
import { UnavailableError } from '../../core/store.ts';

/** The timeout of each request. Both requests together stay far below the function timeout of 15 s. */
const REQUEST_TIMEOUT_MS = 2_500;
/** The statuses with which an issuer rejects the access token (RFC 6750). */
const REJECTED_TOKEN_STATUSES = [400, 401, 403];

const discovery = z.object({ issuer: z.string(), userinfo_endpoint: z.url() });
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
    endpoint ??= await findEndpoint(discoveryUrl, issuer, fetch);
    const response = await request(endpoint, { authorization: `Bearer ${accessToken}` }, fetch);
    if (REJECTED_TOKEN_STATUSES.includes(response.status)) return undefined;
    const { sub, email, email_verified } = await parse(response, userInfo);
    // The subject must match the token's, or the response must not be used (OpenID Connect Core, 5.3.2).
    if (sub !== subject)
      throw new UnavailableError('the userinfo response of the issuer has another subject');
    return String(email_verified) === 'true' ? email : undefined;
  };
}

async function findEndpoint(url: string, issuer: string, fetch: UserInfoOptions['fetch']): Promise<string> {
  const { issuer: discovered, userinfo_endpoint: endpoint } = await parse(
    await request(url, {}, fetch),
    discovery,
  );
  if (discovered !== issuer) throw new UnavailableError('the discovery document has another issuer');
  // An issuer on HTTPS must not have the token sent over plain HTTP.
  if (url.startsWith('https:') && !endpoint.startsWith('https:'))
    throw new UnavailableError('the issuer uses HTTPS but its userinfo endpoint does not');
  return endpoint;
}

async function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  fetch: UserInfoOptions['fetch'],
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    // A redirect would send the token to another endpoint.
    return await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal,
    });
  } catch (cause) {
    throw new UnavailableError('the issuer does not respond', { cause });
  }
}

async function parse<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    if (response.ok) return schema.parse(await response.json());
  } catch (cause) {
    throw new UnavailableError('the response of the issuer is invalid', { cause });
  }
  throw new UnavailableError(`the issuer responded with status ${response.status}`);
}
