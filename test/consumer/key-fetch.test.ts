import { Readable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { managedKey } from '../../lib/consumer/consumer.ts';
import { startKeyApi } from './key-api.ts';

const secretOf = (value: string) =>
  JSON.stringify({ keyId: 'key-1', value, header: 'x-api-key', scheme: null });

/** A secret that can be written to, and how often it was read. */
function storedSecret(value: string) {
  const stored = { value };
  return { stored, read: vi.fn(async () => secretOf(stored.value)) };
}

it('sends the key, and reads its secret once for many concurrent requests', async () => {
  await using api = await startKeyApi('old');
  const { read } = storedSecret('old');
  const key = managedKey({ read });
  const replies = await Promise.all(Array.from({ length: 20 }, () => key.fetch(api.url)));
  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(read).toHaveBeenCalledTimes(1);
});

it('retries once after an immediate replacement: no caller gets a 401, and the secret is read once', async () => {
  await using api = await startKeyApi('old');
  const { stored, read } = storedSecret('old');
  const key = managedKey({ read });
  await key.fetch(api.url);

  stored.value = 'new';
  api.accept('new');
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => key.fetch(api.url, { method: 'POST', body: 'an order' })),
  );

  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(read).toHaveBeenCalledTimes(2);
  expect(api.calls.filter(({ sent }) => sent === 'new').map(({ body }) => body)).toEqual(
    Array(20).fill('an order'),
  );
  expect(api.calls).toHaveLength(1 + 20 + 20);
});

it('reads the secret again after the 403 of an HTTP API, too', async () => {
  await using api = await startKeyApi('old');
  api.denyWith(403);
  const { stored, read } = storedSecret('old');
  const key = managedKey({ read });
  await key.fetch(api.url);
  stored.value = 'new';
  api.accept('new');
  expect((await key.fetch(api.url)).status).toBe(200);
});

it('returns the 401 with its body after one retry at most', async () => {
  await using api = await startKeyApi();
  const { stored, read } = storedSecret('old');
  const key = managedKey({ read });
  await key.current();
  stored.value = 'rejected-too';
  const reply = await key.fetch(api.url);
  expect([reply.status, await reply.text()]).toEqual([401, '{"a":"body"}']);
  expect(api.calls.map(({ sent }) => sent)).toEqual(['old', 'rejected-too']);
});

it('does not retry and limits reads if the secret contains no other key', async () => {
  await using api = await startKeyApi();
  const { read } = storedSecret('dead');
  const key = managedKey({ read });
  for (let each = 0; each < 10; each++) expect((await key.fetch(api.url)).status).toBe(401);
  expect(api.calls).toHaveLength(10);
  expect(read).toHaveBeenCalledTimes(2);
});

it.each([
  ['a stream', () => ({ body: Readable.toWeb(Readable.from(['an order'])), duplex: 'half' as const })],
  ['a generator', () => ({ body: Readable.from(['an order']), duplex: 'half' as const })],
])('does not resend %s, and uses the new key for the next request', async (_, streamed) => {
  await using api = await startKeyApi('old');
  const { stored, read } = storedSecret('old');
  const key = managedKey({ read });
  await key.current();
  stored.value = 'new';
  api.accept('new');

  const rejected = await key.fetch(api.url, { method: 'POST', ...streamed() });
  expect(rejected.status).toBe(401);
  expect(api.calls).toEqual([{ sent: 'old', body: 'an order' }]);
  expect((await key.fetch(api.url, { method: 'POST', ...streamed() })).status).toBe(200);
});

it('does not resend a Request with a body, and resends one without', async () => {
  await using api = await startKeyApi('new');
  const { stored, read } = storedSecret('old');
  const key = managedKey({ read });
  await key.current();
  stored.value = 'new';
  const withBody = new Request(api.url, { method: 'POST', body: 'an order' });
  expect((await managedKey({ read: async () => secretOf('old') }).fetch(withBody)).status).toBe(401);
  const without = new Request(api.url, { headers: { 'x-other': 'kept' } });
  expect((await key.fetch(without)).status).toBe(200);
});

it('follows no redirects, which would receive the key, unless configured', async () => {
  await using elsewhere = await startKeyApi('old');
  await using api = await startKeyApi('old');
  api.redirectTo(elsewhere.url);
  const key = managedKey({ read: async () => secretOf('old') });
  expect((await key.fetch(api.url)).status).toBe(302);
  expect((await key.fetch(api.url, { redirect: undefined })).status).toBe(302);
  expect(elsewhere.calls).toEqual([]);
  expect((await key.fetch(api.url, { redirect: 'follow' })).status).toBe(200);
});

it('stops waiting for a read when the signal of the request aborts', async () => {
  const key = managedKey({ read: () => new Promise(() => {}) });
  await expect(key.fetch('http://127.0.0.1:1/', { signal: AbortSignal.timeout(1) })).rejects.toThrow(
    expect.objectContaining({ name: 'TimeoutError' }),
  );
});

it('accepts null as options, as the global fetch does', async () => {
  await using api = await startKeyApi('old');
  const { stored, read } = storedSecret('old');
  const key = managedKey({ read });
  // Values that a caller in JavaScript can pass.
  const send: unknown = Reflect.apply(key.fetch, undefined, [api.url, null]);
  expect(await send).toMatchObject({ status: 200 });
  stored.value = 'new';
  api.accept('new');
  expect(await Reflect.apply(key.fetch, undefined, [api.url, null])).toMatchObject({ status: 200 });
});

it('sends the scheme before the value if there is one', async () => {
  const sent = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
  const text = JSON.stringify({ keyId: 'k', value: 'v', header: 'authorization', scheme: 'Bearer' });
  await managedKey({ read: async () => text }).fetch('http://127.0.0.1:1/', {
    headers: { authorization: 'an older one' },
  });
  const headers = sent.mock.calls[0]?.[1]?.headers;
  expect(headers instanceof Headers && headers.get('authorization')).toBe('Bearer v');
  sent.mockRestore();
});
