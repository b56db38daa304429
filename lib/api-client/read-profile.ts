import type { KeyProfileView } from '../contracts/http/profile.ts';
import { publicRoutes } from '../contracts/http/public-routes.ts';
import { decodeResponse } from './decode.ts';
import { UnexpectedResponseError } from './errors.ts';
import { unsignedGet } from './unsigned-get.ts';

const NOT_FOUND = 404;
/** Short: whoever replaces a compromised key waits for this first. */
const TIMEOUT_MS = 5_000;

const { profile: route } = publicRoutes;

/**
 * Asks a deployment for its key contract, which it tells anyone.
 * @throws UnexpectedResponseError also where the deployment is older than contracts are; UnreachableError, GatewayError
 */
export type ReadProfile = (apiUrl: string) => Promise<KeyProfileView>;

export const readProfile: ReadProfile = async (apiUrl) => {
  const response = await unsignedGet(apiUrl.replace(/\/$/, '') + route.path, { timeoutMs: TIMEOUT_MS });
  if (response.status === NOT_FOUND) {
    throw new UnexpectedResponseError(
      'contract',
      NOT_FOUND,
      'no contract, as older versions and other APIs do',
    );
  }
  return decodeResponse('contract', route, response);
};
