import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../lib/api-client/errors.ts';
import { unsignedGet } from '../../lib/api-client/unsigned-get.ts';
import { recordingServer, serve } from './support/recording-server.ts';

describe('a plain GET', () => {
  it('is sent without a signature, to a name below localhost, with its query', async () => {
    await using server = await recordingServer(() => ({ status: 200, text: '{}' }));
    const host = `abcdef01.execute-api.localhost:${server.port}`;
    const { status, headers, text } = await unsignedGet(`http://${host}/hello?a=b%20c`);
    expect({ status, text }).toEqual({ status: 200, text: '{}' });
    expect(headers['content-type']).toBe('application/json');
    expect(server.received).toMatchObject([{ method: 'GET', target: '/hello?a=b%20c', body: '' }]);
    expect(server.received[0]?.headers).toMatchObject({ host });
    expect(server.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('sends the given headers, including the host', async () => {
    await using server = await recordingServer(() => ({ status: 401, text: '' }));
    const headers = { host: 'demo.api.localhost', authorization: 'Bearer pst_live_x' };
    const { status } = await unsignedGet(`http://localhost:${server.port}/hello`, { headers });
    expect(status).toBe(401);
    expect(server.received[0]?.headers).toMatchObject(headers);
  });

  it('reports an unreachable server', async () => {
    await expect(unsignedGet('http://127.0.0.1:1/hello')).rejects.toThrow(UnreachableError);
  });

  it('reports a server that does not respond in time as unreachable', async () => {
    await using server = await serve(() => {});
    const url = `http://127.0.0.1:${server.port}/hello`;
    await expect(unsignedGet(url, { timeoutMs: 20 })).rejects.toThrow(UnreachableError);
  });

  it('rejects with the reason of its signal, before the request and during it', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    await using server = await serve(() => controller.abort(reason));
    const url = `http://127.0.0.1:${server.port}/hello`;
    await expect(unsignedGet(url, { signal: controller.signal })).rejects.toBe(reason);
    await expect(unsignedGet(url, { signal: controller.signal })).rejects.toBe(reason);
  });
});
