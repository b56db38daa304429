import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const CLIENT_ID = 'dashboard';
export const SCOPE = 'postern/console';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The endpoints of an OpenID provider that signs in the current user without asking. */
export interface SignInServer {
  readonly paths: Readonly<Record<string, (url: URL, form: URLSearchParams) => Answer | Promise<Answer>>>;
  /** The subject that signs in next. */
  user: string;
  /** The lifetime of the next access tokens. */
  lifetimeSeconds: number;
  /** Whether refresh tokens are accepted. */
  refreshes: boolean;
  /** The offset of the provider's clock. */
  clockOffsetSeconds: number;
}

const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
  body: JSON.stringify(body),
});

/** @param issuer the URL below which the paths are served */
export async function createSignInServer(issuer: string): Promise<SignInServer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const nonces = new Map<string, string>();

  const signed = (claims: Record<string, string>) => {
    const nowS = Math.floor(Date.now() / 1000) + server.clockOffsetSeconds;
    return new SignJWT({
      ...claims,
      iss: issuer,
      sub: server.user,
      iat: nowS,
      exp: nowS + server.lifetimeSeconds,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(privateKey);
  };
  const tokens = async (nonce: string | undefined) => ({
    token_type: 'Bearer',
    expires_in: server.lifetimeSeconds,
    access_token: await signed({ scope: SCOPE }),
    id_token: await signed({ aud: CLIENT_ID, ...(nonce !== undefined && { nonce }) }),
    ...(server.refreshes && { refresh_token: randomUUID() }),
  });
  const server: SignInServer = {
    user: '',
    lifetimeSeconds: 3600,
    refreshes: true,
    clockOffsetSeconds: 0,
    paths: {
      '/jwks': () => json(200, { keys: [jwk] }),
      '/authorize': ({ searchParams }) => {
        const code = randomUUID();
        nonces.set(code, searchParams.get('nonce') ?? '');
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', code);
        back.searchParams.set('state', searchParams.get('state') ?? '');
        return { status: 302, headers: { location: back.href }, body: '' };
      },
      '/token': async (_, form) => {
        if (form.get('grant_type') === 'refresh_token')
          return server.refreshes
            ? json(200, await tokens(undefined))
            : json(400, { error: 'invalid_grant' });
        return json(200, await tokens(nonces.get(form.get('code') ?? '')));
      },
      '/logout': ({ searchParams }) => ({
        status: 302,
        headers: { location: searchParams.get('post_logout_redirect_uri') ?? '' },
        body: '',
      }),
    },
  };
  return server;
}
