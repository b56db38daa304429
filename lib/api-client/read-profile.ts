import type { KeyProfileView } from '../contracts/http/profile.ts';
import { publicRoutes } from '../contracts/http/public-routes.ts';
import { decodeResponse } from './decode.ts';
import { UnexpectedResponseError } from './errors.ts';
import { unsignedGet } from './unsigned-get.ts';

const NOT_FOUND = 404;
/** Short, because the replacement of a compromised key waits for it. */
const TIMEOUT_MS = 5_000;

const { profile: route } = publicRoutes;

/**
 * Reads the public key profile of a deployment.
 * @throws UnexpectedResponseError (also for older deployments without a profile), UnreachableError, GatewayError
 */
export type ReadProfile = (apiUrl: string) => Promise<KeyProfileView>;

export const readProfile: ReadProfile = async (apiUrl) => {
  const response = await unsignedGet(apiUrl.replace(/\/$/, '') + route.path, { timeoutMs: TIMEOUT_MS });
  if (response.status === NOT_FOUND) {
    throw new UnexpectedResponseError(
      'profile',
      NOT_FOUND,
      'no key profile: the deployment is older, or this is another API',
    );
  }
  return decodeResponse('profile', route, response);
};
