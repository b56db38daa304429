import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createUserInfo } from '../../../lib/adapters/oidc/user-info.ts';
import { UnavailableError } from '../../../lib/core/store.ts';

const TOKEN = 'e30.e30.c2ln';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** HERE is replaced by the URL of the issuer. */
  readonly body: unknown;
}

const ANN: Answer = { body: { sub: 'ann-1234', email: 'ann@example.com', email_verified: true } };

/** An issuer on loopback with these responses; omitted responses are valid. */
async function issuerWith({ discovery, userInfo = ANN }: { discovery?: Answer; userInfo?: Answer } = {}) {
  const requests: { url: string | undefined; authorization: string | undefined }[] = [];
  const answer: RequestListener = ({ url, headers }, response) => {
    requests.push({ url, authorization: headers.authorization });
    const described: Answer = { body: { issuer, userinfo_endpoint: `${issuer}/userinfo` } };
    const documents: Readonly<Record<string, Answer>> = {
      '/.well-known/openid-configuration': discovery ?? described,
      '/userinfo': userInfo,
      '/described': described,
      '/ann': ANN,
    };
    const given = documents[url ?? ''] ?? { status: 404, body: {} };
    const text = typeof given.body === 'string' ? given.body : JSON.stringify(given.body);
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers });
    response.end(text.replaceAll('HERE', issuer));
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const ask = createUserInfo({ discoveryUrl: `${issuer}/.well-known/openid-configuration`, fetch });
  return { requests, ask: () => ask({ issuer, subject: 'ann-1234' }, TOKEN) };
}

describe('the verified address of an issuer', () => {
  it.each([true, 'true'])('is returned if it is verified: %j', async (email_verified) => {
    const userInfo = { body: { sub: 'ann-1234', email: 'ann@example.com', email_verified } };
    const { ask } = await issuerWith({ userInfo });
    expect(await ask()).toBe('ann@example.com');
  });

  it.each([
    ['not verified', { email: 'ann@example.com', email_verified: false }],
    ['not verified, as a text', { email: 'ann@example.com', email_verified: 'false' }],
    ['without a verification', { email: 'ann@example.com' }],
    ['missing', { email_verified: true }],
  ])('returns no address if the address is %s', async (_, body) => {
    const { ask } = await issuerWith({ userInfo: { body: { sub: 'ann-1234', ...body } } });
    expect(await ask()).toBeUndefined();
  });

  it.each([400, 401, 403])('is undefined if the issuer rejects the token (%d)', async (status) => {
    const { ask } = await issuerWith({ userInfo: { status, body: {} } });
    expect(await ask()).toBeUndefined();
  });

  it('is requested with the token after one discovery', async () => {
    const { ask, requests } = await issuerWith();
    await ask();
    await ask();
    expect(requests).toEqual([
      { url: '/.well-known/openid-configuration', authorization: undefined },
      { url: '/userinfo', authorization: `Bearer ${TOKEN}` },
      { url: '/userinfo', authorization: `Bearer ${TOKEN}` },
    ]);
  });
});

describe('an issuer is reported as unavailable, without the token, if', () => {
  const sentTo = (location: string) => ({ status: 302, headers: { location }, body: '' });
  it.each<[string, Parameters<typeof issuerWith>[0]]>([
    ['it tells of another person', { userInfo: { body: { sub: 'eve', email: 'e', email_verified: true } } }],
    ['it fails', { userInfo: { status: 500, body: {} } }],
    ['it has too much to do', { userInfo: { status: 429, body: {} } }],
    ['it answers no JSON', { userInfo: { body: '<html>' } }],
    ['it answers no person', { userInfo: { body: {} } }],
    ['it sends the token elsewhere', { userInfo: sentTo('/ann') }],
    [
      'its description is another issuer’s',
      { discovery: { body: { issuer: 'https://x.example', userinfo_endpoint: 'HERE/userinfo' } } },
    ],
    ['it does not describe itself', { discovery: { status: 404, body: {} } }],
    ['its description sends us elsewhere', { discovery: sentTo('/described') }],
  ])('%s', async (_, given) => {
    const { ask } = await issuerWith(given);
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(String(error)).not.toContain(TOKEN);
  });

  it('the connection fails', async () => {
    const ask = createUserInfo({ discoveryUrl: 'http://127.0.0.1:9/', fetch });
    await expect(ask({ issuer: 'http://127.0.0.1:9', subject: 'ann' }, TOKEN)).rejects.toThrow(
      UnavailableError,
    );
  });

  it('it uses HTTPS and its userinfo endpoint does not', async () => {
    const body = { issuer: 'https://id.example', userinfo_endpoint: 'http://id.example/userinfo' };
    const asked: string[] = [];
    const answered: typeof fetch = async (url) => {
      asked.push(String(url));
      return Response.json(body);
    };
    const ask = createUserInfo({ discoveryUrl: 'https://id.example/d', fetch: answered });
    await expect(ask({ issuer: 'https://id.example', subject: 'ann' }, TOKEN)).rejects.toThrow(
      UnavailableError,
    );
    expect(asked).toEqual(['https://id.example/d']);
  });
});
