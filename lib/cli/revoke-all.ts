import { createInterface } from 'node:readline';
import type { AdminClient } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './usage-error.ts';

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
  if (!yes && !(await isAgreed(cli, keys.length))) {
    await cli.remark('Nothing was revoked.');
    cli.refuse();
    return;
  }
  for (const [done, key] of keys.entries()) {
    await client.call('revokeKey', { params: { tenant, key }, body: { reason: 'unspecified' } });
    await cli.remark(`revoked ${key} (${done + 1} of ${keys.length})`);
  }
}

async function isAgreed({ stdin, remark }: Cli, count: number): Promise<boolean> {
  if (!stdin.isTTY)
    throw new UsageError('nobody can be asked here', 'add --yes to revoke without being asked');
  await remark(
    `Revoke ${count === 1 ? 'this key' : `these ${count} keys`} for ever? Type ${count} to go on:`,
  );
  const lines = createInterface({ input: stdin });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  return value?.trim() === String(count);
}
