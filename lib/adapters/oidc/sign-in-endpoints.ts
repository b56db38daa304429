import * as z from 'zod';
import type { DashboardConfig } from '../../contracts/http/dashboard.ts';
import { readDiscovery } from './discovery.ts';

/** The endpoints of an issuer that a browser uses to sign in and out. */
export type SignInEndpoints = Pick<
  DashboardConfig,
  'authorizationEndpoint' | 'tokenEndpoint' | 'endSessionEndpoint' | 'revocationEndpoint'
>;

const signInDocument = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
});

export interface SignInEndpointsOptions {
  readonly discoveryUrl: string;
  readonly issuer: string;
  readonly fetch: typeof fetch;
}

/**
 * Reads the sign-in endpoints of an issuer from its discovery document, once.
 * @throws UnavailableError if the issuer does not respond or its response is invalid
 */
export function createSignInEndpoints(options: SignInEndpointsOptions): () => Promise<SignInEndpoints> {
  let known: SignInEndpoints | undefined;
  return async () => {
    known ??= await findEndpoints(options);
    return known;
  };
}

async function findEndpoints({
  discoveryUrl,
  issuer,
  fetch,
}: SignInEndpointsOptions): Promise<SignInEndpoints> {
  const document = await readDiscovery(discoveryUrl, issuer, { schema: signInDocument, fetch });
  return {
    authorizationEndpoint: document.authorization_endpoint,
    tokenEndpoint: document.token_endpoint,
    endSessionEndpoint: document.end_session_endpoint ?? null,
    revocationEndpoint: document.revocation_endpoint ?? null,
  };
}
