import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { isAgreed } from './agreement.ts';
import type { Cli } from './cli.ts';
import { ifVersionOption, tenantOption } from './options.ts';
import { details } from './output.ts';

/** `postern managed-keys unmanage`: key and secret stay, unless the key is to be revoked. */
export function addManagedKeyUnmanage(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('unmanage')
    .description('rotate a key no more; it and its secret stay as they are; asks first')
    .argument('<keyId>')
    .addOption(tenantOption())
    .addOption(new Option('--revoke', 'revoke the key for ever as well'))
    .addOption(new Option('--yes', 'do it without asking'))
    .addOption(ifVersionOption())
    .action(async (key, { tenant, revoke, yes, ifVersion: ifMatch }) => {
      const { client, tenantOfKey } = await cli.open();
      const params = { tenant: await tenantOfKey(tenant, key), key };
      const text = revoke
        ? `Revoke ${key} for ever and rotate it no more?`
        : `Rotate ${key} no more? Its value stays the one that it is.`;
      const refused = 'It is managed as before.';
      if (!(await isAgreed(cli, { text, answer: key, refused, yes: yes === true }))) return;
      const query = { revoke: revoke ? ('true' as const) : undefined };
      const gone = await client.call('unmanageKey', { params, query, ifMatch });
      await cli.answer(gone, (body, style) =>
        details(body, { key: (each) => each.key, secret: (each) => each.secretArn }, style),
      );
      await cli.remark('The secret is still there, marked, and costs 0.40 USD a month until you delete it.');
    });
}
