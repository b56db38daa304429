import type { AdminClient } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';

interface Revocation {
  readonly tenant: string;
  readonly keys: readonly string[];
  /** Whether `--yes` confirms the revocation. */
  readonly yes: boolean;
}

/**
 * Permanently revokes keys one after the other and prints the progress. Asks for confirmation first: the answer is the
 * number of keys.
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
  for (const [done, key] of keys.entries()) {
    await client.call('revokeKey', { params: { tenant, key }, body: { reason: 'unspecified' } });
    await cli.info(`Revoked ${key} (${done + 1} of ${keys.length})`);
  }
}
