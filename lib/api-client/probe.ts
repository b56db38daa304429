import { openRoutes } from '../contracts/http/public-routes.ts';
import { plainGet } from './unsigned-get.ts';
import type { WireAnswer } from './transport.ts';

export interface ProbeAnswer extends WireAnswer {
  /** When the other side answered, by its own clock: the `Date` header; undefined where there is none. */
  readonly date: string | undefined;
}

/**
 * Reads the one route that needs neither credentials nor a right clock: the API's description of itself.
 * @throws UnreachableError where no whole answer came
 */
export type Probe = (apiUrl: string) => Promise<ProbeAnswer>;

export const probe: Probe = async (apiUrl) => {
  const { status, headers, text } = await plainGet(apiUrl.replace(/\/$/, '') + openRoutes.openApi.path);
  return { status, date: headers.date, text };
};
