import { publicRoutes } from '../contracts/http/public-routes.ts';
import type { WireResponse } from './transport.ts';
import { unsignedGet } from './unsigned-get.ts';

export interface ProbeResponse extends WireResponse {
  /** When the other side answered, by its own clock: the `Date` header; undefined where there is none. */
  readonly date: string | undefined;
}

/**
 * Reads the one route that needs neither credentials nor a right clock: the API's description of itself.
 * @throws UnreachableError where no whole answer came
 */
export type Probe = (apiUrl: string) => Promise<ProbeResponse>;

export const probe: Probe = async (apiUrl) => {
  const { status, headers, text } = await unsignedGet(apiUrl.replace(/\/$/, '') + publicRoutes.openApi.path);
  return { status, date: headers.date, text };
};
