import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import { ifVersionOption, tenantOption, yesOption } from './options.ts';
import { details } from './output.ts';

/** `postern managed-keys unmanage`: keeps the key and its secret, unless `--revoke` is set. */
export function addManagedKeyUnmanage(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('unmanage')
    .description('Stop rotating a key. Keeps the key and its secret. Asks for confirmation.')
    .argument('<keyId>', 'Key ID')
    .addOption(tenantOption())
    .addOption(new Option('--revoke', 'Permanently revoke the key as well'))
    .addOption(yesOption())
    .addOption(ifVersionOption())
    .action(async (key, { tenant, revoke, yes, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      const text = revoke
        ? `Permanently revoke ${key} and stop rotating it?`
        : `Stop rotating ${key}? Its current value stays valid.`;
      const cancellation = 'Canceled. The key is still managed.';
      if (!(await confirm(cli, { text, answer: key, cancellation, yes: yes === true }))) return;
      const query = { revoke: revoke ? ('true' as const) : undefined };
      const gone = await client.call('unmanageKey', { params, query, ifMatch });
      await cli.print(gone, (body, style) =>
        details(body, { key: (each) => each.key, secret: (each) => each.secretArn }, style),
      );
      await cli.info('The secret is kept and tagged. It costs 0.40 USD per month until you delete it.');
    });
}
