import type { Route } from '../contracts/http/route.ts';

/** An encoded, unsigned request. */
export interface WireRequest {
  readonly method: Route['method'];
  /** Percent-encoded, relative to the URL of the API. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON; undefined if the request has no body. */
  readonly body: string | undefined;
  /** Only for creations: makes a retry idempotent. */
  readonly idempotencyKey?: string | undefined;
  /** Only for updates: the update is applied only if the resource has this `ETag`. */
  readonly ifMatch?: string | undefined;
}

/** A response before it is decoded. */
export interface WireResponse {
  readonly status: number;
  readonly text: string;
  /** How far the clock of this machine is ahead of the API's, in milliseconds; undefined if the response has no time. */
  readonly clockSkewMs?: number | undefined;
}

/**
 * Sends a request to the API.
 * @throws UnreachableError if there was no complete response
 * @throws CredentialsError if there are no credentials
 */
export type Transport = (request: WireRequest) => Promise<WireResponse>;
