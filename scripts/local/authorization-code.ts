import { hash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { LocalConsole } from '../../lib/contracts/local-deployment.ts';
import { Failure } from './failure.ts';

const tokens = z.object({ access_token: z.string(), id_token: z.string() });
export type Tokens = z.infer<typeof tokens>;

/** The sign-in page and the client of a console. */
export interface SignIn extends Pick<LocalConsole, 'clientId' | 'scope' | 'callbackUrl'> {
  readonly endpointUrl: string;
}

/**
 * Signs a user in with the authorization-code flow and PKCE: submits the sign-in page and exchanges the code for
 * tokens.
 * @throws Failure if the password is wrong or the page does not redirect to the callback URL
 */
export async function signIn(
  { endpointUrl, clientId, scope, callbackUrl }: SignIn,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const request = { client_id: clientId, redirect_uri: callbackUrl };
  const page = await post(`${endpointUrl}/login`, {
    ...request,
    ...{ response_type: 'code', scope: `openid email ${scope}`, state },
    ...{ code_challenge: hash('sha256', verifier, 'base64url'), code_challenge_method: 'S256' },
    ...{ username: email, password },
  });
  const sentBack = URL.parse(page.headers.get('location') ?? '')?.searchParams;
  const code = sentBack?.get('code');
  if (!code || sentBack?.get('state') !== state) {
    throw new Failure(
      `Sign-in of ${email} failed: the page returned status ${page.status} without a code. Start again: npm start`,
    );
  }
  const answer = await post(`${endpointUrl}/oauth2/token`, {
    ...request,
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
  });
  if (!answer.ok)
    throw new Failure(`Sign-in of ${email} failed: the token exchange returned status ${answer.status}`);
  return tokens.parse(await answer.json());
}

function post(url: string, form: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  });
}
