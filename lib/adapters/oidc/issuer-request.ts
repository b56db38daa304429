import type * as z from 'zod';
import { UnavailableError } from '../../core/store.ts';

/** The timeout of each request. Two requests together stay far below the function timeout of 15 s. */
const REQUEST_TIMEOUT_MS = 2_500;

/** @throws UnavailableError if the issuer does not respond */
export async function requestIssuer(
  url: string,
  headers: Readonly<Record<string, string>>,
  fetch: typeof globalThis.fetch,
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    // A redirect would send the token to another endpoint.
    return await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal,
    });
  } catch (cause) {
    throw new UnavailableError('the issuer does not respond', { cause });
  }
}

/** @throws UnavailableError if the response is an error or does not match the schema */
export async function parseIssuerResponse<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    if (response.ok) return schema.parse(await response.json());
  } catch (cause) {
    throw new UnavailableError('the response of the issuer is invalid', { cause });
  }
  throw new UnavailableError(`the issuer responded with status ${response.status}`);
}
