import * as z from 'zod';
import type { Identity } from '../../core/owners/owner.ts';
import { UnavailableError } from '../../core/store.ts';

/** A person can wait that long; both requests together stay far below the 15 s of a Lambda. */
const ANSWER_WITHIN_MS = 2_500;
/** The issuer does not want to tell this token's bearer who they are (RFC 6750). */
const DECLINED = [400, 401, 403];

const discovery = z.object({ issuer: z.string(), userinfo_endpoint: z.url() });
const userInfo = z.object({
  sub: z.string(),
  email: z.string().min(1).optional(),
  /** Cognito writes a text. */
  email_verified: z.union([z.boolean(), z.string()]).optional(),
});

export interface UserInfoOptions {
  readonly discoveryUrl: string;
  readonly fetch: typeof fetch;
}

/**
 * Asks an issuer with somebody's access token for the address that it has verified of them; undefined where it tells
 * none. Where to ask is looked up once.
 * @throws UnavailableError if the issuer doesn't answer, or answers nonsense
 */
export function createUserInfo({ discoveryUrl, fetch }: UserInfoOptions) {
  let known: string | undefined;

  return async ({ issuer, subject }: Identity, accessToken: string): Promise<string | undefined> => {
    known ??= await findEndpoint(discoveryUrl, issuer, fetch);
    const answer = await ask(known, { authorization: `Bearer ${accessToken}` }, fetch);
    if (DECLINED.includes(answer.status)) return undefined;
    const { sub, email, email_verified } = await read(answer, userInfo);
    // Said of somebody else it would be no answer to our question (OpenID Connect Core, 5.3.2).
    if (sub !== subject) throw new UnavailableError('the issuer told of another person');
    return String(email_verified) === 'true' ? email : undefined;
  };
}

async function findEndpoint(url: string, issuer: string, fetch: UserInfoOptions['fetch']): Promise<string> {
  const { issuer: told, userinfo_endpoint: endpoint } = await read(await ask(url, {}, fetch), discovery);
  if (told !== issuer) throw new UnavailableError('another issuer described itself');
  // The token must not go over a weaker line than the one that said where to send it.
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
    // A redirect would take the token somewhere else.
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
