import * as z from 'zod';
import type { Identity } from '../../core/owners/owner.ts';
import { UnavailableError } from '../../core/store.ts';

/** The timeout of each request. Both requests together stay far below the function timeout of 15 s. */
const ANSWER_WITHIN_MS = 2_500;
/** The statuses with which an issuer rejects the access token (RFC 6750). */
const DECLINED = [400, 401, 403];

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
  let known: string | undefined;

  return async ({ issuer, subject }: Identity, accessToken: string): Promise<string | undefined> => {
    known ??= await findEndpoint(discoveryUrl, issuer, fetch);
    const answer = await ask(known, { authorization: `Bearer ${accessToken}` }, fetch);
    if (DECLINED.includes(answer.status)) return undefined;
    const { sub, email, email_verified } = await read(answer, userInfo);
    // The subject must match the token's, or the response must not be used (OpenID Connect Core, 5.3.2).
    if (sub !== subject) throw new UnavailableError('the issuer told of another person');
    return String(email_verified) === 'true' ? email : undefined;
  };
}

async function findEndpoint(url: string, issuer: string, fetch: UserInfoOptions['fetch']): Promise<string> {
  const { issuer: told, userinfo_endpoint: endpoint } = await read(await ask(url, {}, fetch), discovery);
  if (told !== issuer) throw new UnavailableError('another issuer described itself');
  // An issuer on HTTPS must not have the token sent over plain HTTP.
  if (url.startsWith('https:') && !endpoint.startsWith('https:'))
    throw new UnavailableError('the issuer answers on plain HTTP');
  return endpoint;
}

async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  fetch: UserInfoOptions['fetch'],
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    // A redirect would send the token to another endpoint.
    return await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal,
    });
  } catch (cause) {
    throw new UnavailableError('the issuer does not answer', { cause });
  }
}

async function read<Schema extends z.ZodType>(answer: Response, schema: Schema): Promise<z.output<Schema>> {
  try {
    if (answer.ok) return schema.parse(await answer.json());
  } catch (cause) {
    throw new UnavailableError('the issuer answered nonsense', { cause });
  }
  throw new UnavailableError(`the issuer answered ${answer.status}`);
}
