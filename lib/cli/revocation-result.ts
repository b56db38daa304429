import type { AdminResponse } from '../api-client/admin-client.ts';

/** The result of one key of a bulk revocation. */
export function revocationResult({ problem }: AdminResponse<'revokeKeys'>['results'][number]): string {
  return problem === null ? 'revoked' : `not revoked: ${problem.detail ?? problem.title}`;
}
