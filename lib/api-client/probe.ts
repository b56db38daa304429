import { publicRoutes } from '../contracts/http/public-routes.ts';
import type { WireResponse } from './transport.ts';
import { unsignedGet } from './unsigned-get.ts';

export interface ProbeResponse extends WireResponse {
  /** The `Date` header of the response, from the server's clock; undefined if it is missing. */
  readonly date: string | undefined;
}

/**
 * Reads the OpenAPI document, which requires neither credentials nor a correct clock.
 * @throws UnreachableError if there was no complete response
 */
export type Probe = (apiUrl: string) => Promise<ProbeResponse>;

export const probe: Probe = async (apiUrl) => {
  const { status, headers, text } = await unsignedGet(apiUrl.replace(/\/$/, '') + publicRoutes.openApi.path);
  return { status, date: headers.date, text };
};
