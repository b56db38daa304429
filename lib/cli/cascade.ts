import type { AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';

type Revoked = AdminResponse<'revokeKey' | 'replaceKey'>;
type Replaced = AdminResponse<'replaceManagedKey'>;

/** Warns if keys that were created with a compromised key may still be accepted. */
export async function warnOfPendingCascade(
  cli: Pick<Cli, 'info' | 'command'>,
  { cascade }: Pick<Revoked, 'cascade'>,
  { tenant, key }: { readonly tenant: string; readonly key: string },
): Promise<void> {
  if (cascade !== 'pending') return;
  await cli.info(
    `Warning: some keys that were created with ${key} are not revoked yet. Their revocation is retried. To retry it now: ${cli.command('keys', 'revoke', key, '--reason', 'compromised', '--tenant', tenant)}`,
  );
}

/** Warns if keys that were created with a leaked value may still be accepted. */
export async function warnOfPendingReplacement(
  cli: Pick<Cli, 'info' | 'command'>,
  { cascade, key }: Pick<Replaced, 'cascade' | 'key'>,
  tenant: string,
): Promise<void> {
  if (cascade !== 'pending') return;
  await cli.info(
    `Warning: some keys that were created with the leaked value of ${key} are not revoked yet. Their revocation is retried every minute. To list them: ${cli.command('keys', 'show', key, '--tenant', tenant)}`,
  );
}
