import type { Route } from '../contracts/http/route.ts';

/** A request as it goes over the wire, unsigned. */
export interface WireRequest {
  readonly method: Route['method'];
  /** Percent-encoded, below the API's URL. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON; undefined where the route takes none. */
  readonly body: string | undefined;
  /** Of a creation: sent again with the same one, it creates nothing more. */
  readonly idempotencyKey?: string | undefined;
  /** Of a change: it is made only if the resource has this `ETag`. */
  readonly ifMatch?: string | undefined;
}

/** An answer as it came over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly text: string;
}

/**
 * Brings a request to the API.
 * @throws UnreachableError where no whole answer came
 * @throws CredentialsError where there is nothing to sign with
 */
export type Transport = (request: WireRequest) => Promise<WireResponse>;
