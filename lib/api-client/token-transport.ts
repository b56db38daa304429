import { createHttpTransport } from './http-transport.ts';
import type { Transport } from './transport.ts';

/** Sends requests with the access token of a console user, without retries. The token is read for each request. */
export function createTokenTransport(apiUrl: string, accessToken: () => string | Promise<string>): Transport {
  return createHttpTransport(apiUrl, async (request) => {
    request.headers.authorization = `Bearer ${await accessToken()}`;
    return request;
  });
}
