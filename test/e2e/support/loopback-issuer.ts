import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

const KEY_ID = 'one';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** An OpenID provider on the loopback interface. */
export interface LoopbackIssuer extends AsyncDisposable {
  /** The issuer in its tokens. */
  readonly url: string;
  /** Signs an access token with the default claims and these claims, which take precedence. */
  mint(claims: JWTPayload, signed?: { readonly key?: SigningKey; readonly kid?: string }): Promise<string>;
  /** The responses of the userinfo endpoint, by subject. */
  readonly consoleUsers: Map<string, { readonly email: string; readonly email_verified: boolean }>;
}

export async function startIssuer(): Promise<LoopbackIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const consoleUsers: LoopbackIssuer['consoleUsers'] = new Map();

  const respond: RequestListener = (request, response) => {
    const documents: Readonly<Record<string, () => object>> = {
      '/.well-known/openid-configuration': () => ({
        issuer: url,
        jwks_uri: `${url}/jwks`,
        userinfo_endpoint: `${url}/userinfo`,
        id_token_signing_alg_values_supported: ['RS256'],
      }),
      '/jwks': () => ({ keys: [jwk] }),
      '/userinfo': () => {
        const { sub = '' } = decodeJwt(request.headers.authorization?.replace('Bearer ', '') ?? '');
        return { sub, ...consoleUsers.get(sub) };
      },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document?.() ?? {}));
  };
  const server = createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    consoleUsers,
    mint: (claims, { key = privateKey, kid = KEY_ID } = {}) => {
      const nowS = Math.floor(Date.now() / 1000);
      const defaults = { iss: url, iat: nowS, exp: nowS + 600 };
      return new SignJWT({ ...defaults, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
