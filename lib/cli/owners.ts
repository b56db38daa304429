import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { ownerRoutes } from '../contracts/http/owners.ts';
import type { Cli } from './cli.ts';
import { confirm } from './confirm.ts';
import {
  accessLimitsOf,
  allowAddressesOption,
  allowAnyAddressOption,
  clearLimitsOption,
  creditsOption,
  leaseSecondsOption,
  maxKeysOption,
  planMaxKeysOption,
  quotaOption,
  rateOption,
} from './limit-options.ts';
import {
  allOption,
  clearNameOption,
  ifVersionOption,
  limitOption,
  nameOption,
  planOption,
  tenantOption,
  yesOption,
} from './options.ts';
import { addOwnerCreateCommand } from './owner-create.ts';
import { OWNER_COLUMNS, ownerDetails, roleOption } from './owner-view.ts';
import { listPages } from './pagination.ts';
import { changeOf } from './update.ts';

const KINDS = ownerRoutes.listOwners.query.shape.kind.unwrap().options;

/** `postern owners …` */
export function addOwnerCommands(owners: Command, cli: Cli): void {
  addOwnerCreateCommand(owners, cli);

  addList(owners, cli);

  owners
    .command('show')
    .description('Show an owner')
    .argument('<owner>', 'Owner ID')
    .addOption(tenantOption())
    .action(async (owner, { tenant }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      await cli.print(await client.call('showOwner', { params }), ownerDetails);
    });

  addUpdate(owners, cli);

  owners
    .command('deactivate')
    .description(
      'Deactivate an owner: reject all keys tied to it, effective on the next request. Asks for confirmation.',
    )
    .argument('<owner>', 'Owner ID')
    .addOption(tenantOption())
    .addOption(yesOption())
    .addOption(ifVersionOption())
    .action(async (owner, { tenant, yes = false, ifVersion: ifMatch }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      const text = `Reject all keys tied to ${owner}?`;
      const cancellation = 'Canceled. The owner is still active.';
      if (!(await confirm(cli, { text, answer: owner, cancellation, yes }))) return;
      await cli.print(await client.call('deactivateOwner', { params, ifMatch }), ownerDetails);
    });

  owners
    .command('reactivate')
    .description('Reactivate an owner: accept its keys again, effective on the next request')
    .argument('<owner>', 'Owner ID')
    .addOption(tenantOption())
    .addOption(ifVersionOption())
    .action(async (owner, { tenant, ifVersion: ifMatch }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      await cli.print(await client.call('reactivateOwner', { params, ifMatch }), ownerDetails);
    });
}

function addList(owners: CommandUnknownOpts, cli: Cli): void {
  owners
    .command('list')
    .description('List the owners of a tenant')
    .addOption(tenantOption())
    .addOption(new Option('--kind <kind>', 'List only owners of this kind').choices(KINDS))
    .addOption(
      new Option(
        '--search <text>',
        'List only owners with this text in the name, or at the beginning of the ID or of the email address',
      ),
    )
    .addOption(limitOption())
    .addOption(allOption())
    .action(async ({ kind, search, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(options.tenant) };
      await listPages(cli, options, { columns: OWNER_COLUMNS }, (query) =>
        client.call('listOwners', { params, query: { ...query, kind, search } }),
      );
    });
}

function addUpdate(owners: CommandUnknownOpts, cli: Cli): void {
  owners
    .command('update')
    .description(
      'Update an owner. Role, plan, limits and addresses apply to its keys on the next request. Omitted options keep their values.',
    )
    .argument('<owner>', 'Owner ID')
    .addOption(tenantOption())
    .addOption(nameOption())
    .addOption(clearNameOption())
    .addOption(roleOption())
    .addOption(planOption())
    .addOption(new Option('--no-plan', 'Remove the plan'))
    .addOption(maxKeysOption())
    .addOption(planMaxKeysOption())
    .addOption(rateOption())
    .addOption(quotaOption())
    .addOption(creditsOption())
    .addOption(leaseSecondsOption())
    .addOption(clearLimitsOption())
    .addOption(allowAddressesOption())
    .addOption(allowAnyAddressOption())
    .addOption(ifVersionOption())
    .action(
      async (owner, { tenant, name, clearName, role, plan, maxKeys, ifVersion: ifMatch, ...others }) => {
        const change = changeOf({
          name: clearName ? null : name,
          role,
          plan: plan === false ? null : plan,
          maxKeys: maxKeys === false ? null : maxKeys,
          ...accessLimitsOf(others),
        });
        const { client, tenantOr } = await cli.open();
        const params = { tenant: tenantOr(tenant), owner };
        await cli.print(await client.call('updateOwner', { params, body: change, ifMatch }), ownerDetails);
      },
    );
}
