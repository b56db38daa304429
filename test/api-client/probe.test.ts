import { expect, it } from 'vitest';
import { UnreachableError } from '../../lib/api-client/errors.ts';
import { probe } from '../../lib/api-client/probe.ts';
import { serve } from './support/recording-server.ts';

const DATE = 'Fri, 01 Jan 2027 00:00:00 GMT';

it("reads the API's description of itself, unsigned, from a name below localhost, with the other side's time", async () => {
  await using server = await serve(({ method, url, headers }, response) => {
    response.setHeader('date', DATE);
    response.end(JSON.stringify({ method, url, host: headers.host, signed: 'authorization' in headers }));
  });
  const host = `abcdef01.execute-api.localhost:${server.port}`;
  const { status, date, text } = await probe(`http://${host}`);
  expect({ status, date }).toEqual({ status: 200, date: DATE });
  expect(JSON.parse(text)).toEqual({ method: 'GET', url: '/openapi.json', host, signed: false });
});

it('reports an unreachable server', async () => {
  await expect(probe('http://127.0.0.1:1')).rejects.toThrow(UnreachableError);
});
