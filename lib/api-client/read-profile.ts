import type { KeyContractView } from '../contracts/http/profile.ts';
import { openRoutes } from '../contracts/http/public-routes.ts';
import { decodeAnswer } from './decode.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { plainGet } from './unsigned-get.ts';

const NOT_FOUND = 404;
/** Short: whoever replaces a compromised key waits for this first. */
const TIMEOUT_MS = 5_000;

const { contract: route } = openRoutes;

/**
 * Asks a deployment for its key contract, which it tells anyone.
 * @throws UnexpectedAnswerError also where the deployment is older than contracts are; UnreachableError, GatewayError
 */
export type ReadContract = (apiUrl: string) => Promise<KeyContractView>;

export const readContract: ReadContract = async (apiUrl) => {
  const answer = await plainGet(apiUrl.replace(/\/$/, '') + route.path, { timeoutMs: TIMEOUT_MS });
  if (answer.status === NOT_FOUND) {
    throw new UnexpectedAnswerError(
      'contract',
      NOT_FOUND,
      'no contract, as older versions and other APIs do',
    );
  }
  return decodeAnswer('contract', route, answer);
};
