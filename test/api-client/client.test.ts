import { expect, expectTypeOf, it } from 'vitest';
import { createClient, createConsoleClient, ProblemError, paginate } from '../../lib/api-client/client.ts';
import { recordingServer } from './support/recording-server.ts';
import { key, problemResponse } from './support/responses.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' };
const params = { tenant: 'acme' };

function page(items: readonly unknown[], next: string | null) {
  return { status: 200, text: JSON.stringify({ items, next }) };
}

/** Two pages of keys. */
async function keyServer() {
  return recordingServer(({ target }) =>
    target.includes('cursor=') ? page([{ ...key, id: 'second' }], null) : page([key], 'page-2'),
  );
}

it('signs requests with the given credentials and iterates over the pages of a listing', async () => {
  await using server = await keyServer();
  const client = createClient({ apiUrl: `http://127.0.0.1:${server.port}`, region, credentials });
  const ids: string[] = [];
  for await (const item of paginate((cursor) => client.call('listKeys', { params, query: { cursor } }))) {
    expectTypeOf(item.permissions).toEqualTypeOf<string[]>();
    ids.push(item.id);
  }
  expect(ids).toEqual([key.id, 'second']);
  expect(server.received.map(({ target }) => target)).toEqual([
    '/admin/v1/tenants/acme/keys',
    '/admin/v1/tenants/acme/keys?cursor=page-2',
  ]);
  expect(server.received[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/execute-api\//,
  );
});

it('reads a page only when its first item is needed', async () => {
  await using server = await keyServer();
  const client = createClient({ apiUrl: `http://127.0.0.1:${server.port}`, region, credentials });
  const keys = paginate((cursor) => client.call('listKeys', { params, query: { cursor } }));
  expect((await keys.next()).value).toMatchObject({ id: key.id });
  expect(server.received).toHaveLength(1);
});

it('sends a new access token with each request to the console API', async () => {
  await using server = await keyServer();
  let tokens = 0;
  const client = createConsoleClient({
    apiUrl: `http://127.0.0.1:${server.port}`,
    accessToken: async () => {
      tokens += 1;
      return `token-${tokens}`;
    },
  });
  await client.call('listKeys', { params });
  await client.call('listKeys', { params });
  expect(server.received.map(({ target, headers }) => [target, headers.authorization])).toEqual([
    ['/console/v1/tenants/acme/keys', 'Bearer token-1'],
    ['/console/v1/tenants/acme/keys', 'Bearer token-2'],
  ]);
});

it('throws problems with their code', async () => {
  await using server = await recordingServer(() => problemResponse('not-found'));
  const client = createClient({ apiUrl: `http://127.0.0.1:${server.port}`, region, credentials });
  const error = await client.call('listKeys', { params }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error instanceof ProblemError && error.code === 'not-found').toBe(true);
});

it.each(['http://api.example.com', 'api.example.com', 'ftp://api.example.com', ''])(
  'rejects the URL %j immediately, with the allowed values',
  (apiUrl) => {
    const rejection = /Invalid apiUrl .* https: URL of the deployment, .* loopback address/;
    expect(() => createClient({ apiUrl, region, credentials })).toThrow(rejection);
    expect(() => createConsoleClient({ apiUrl, accessToken: () => 'token' })).toThrow(rejection);
  },
);
