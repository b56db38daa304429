import type { AdminClient } from '../api-client/admin-client.ts';
import { BULK_LIMIT } from '../contracts/http/keys.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import { revocationResult } from './revocation-result.ts';

interface Revocation {
  readonly tenant: string;
  readonly keys: readonly string[];
  /** Whether `--yes` confirms the revocation. */
  readonly yes: boolean;
}

/**
 * Permanently revokes keys with the fewest requests and prints the progress. Asks for confirmation first: the answer is the
 * number of keys. The command fails if a key was not revoked.
 *
 * @throws UsageError without a terminal
 */
export async function revokeAll(
  cli: Cli,
  client: AdminClient,
  { tenant, keys, yes }: Revocation,
): Promise<void> {
  if (keys.length === 0) {
    await cli.info('No listed key is known to be unused. No key was revoked.');
    return;
  }
  const text = `Permanently revoke ${keys.length === 1 ? 'this key' : `these ${keys.length} keys`}?`;
  const cancellation = 'Canceled. No key was revoked.';
  if (!(await confirm(cli, { text, answer: String(keys.length), cancellation, yes }))) return;
  for (let start = 0; start < keys.length; start += BULK_LIMIT) {
    const body = { keys: keys.slice(start, start + BULK_LIMIT).map((id) => ({ id })) };
    const { results } = await client.call('revokeKeys', { params: { tenant }, body });
    for (const [at, result] of results.entries()) {
      if (result.problem) cli.setFailed();
      await cli.info(`Key ${result.id} (${start + at + 1} of ${keys.length}): ${revocationResult(result)}`);
    }
  }
}
