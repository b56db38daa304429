import type { AdminClient } from '../api-client/admin-client.ts';
import { isAgreed } from './agreement.ts';
import type { Cli } from './cli.ts';

interface Revocation {
  readonly tenant: string;
  readonly keys: readonly string[];
  /** Whether it was agreed to already. */
  readonly yes: boolean;
}

/**
 * Revokes keys for ever, one after the other, and tells how far it is. Asks first: the answer is their number, which
 * nobody types by habit.
 *
 * @throws UsageError where there is nobody to ask
 */
export async function revokeAll(
  cli: Cli,
  client: AdminClient,
  { tenant, keys, yes }: Revocation,
): Promise<void> {
  if (keys.length === 0) {
    await cli.remark('No key is known to be unused: nothing was revoked.');
    return;
  }
  const text = `Revoke ${keys.length === 1 ? 'this key' : `these ${keys.length} keys`} for ever?`;
  const refused = 'Nothing was revoked.';
  if (!(await isAgreed(cli, { text, answer: String(keys.length), refused, yes }))) return;
  for (const [done, key] of keys.entries()) {
    await client.call('revokeKey', { params: { tenant, key }, body: { reason: 'unspecified' } });
    await cli.remark(`revoked ${key} (${done + 1} of ${keys.length})`);
  }
}
