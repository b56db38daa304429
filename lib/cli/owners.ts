import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { isAgreed } from './agreement.ts';
import { changeOf } from './change.ts';
import type { Cli } from './cli.ts';
import {
  allOption,
  ifVersionOption,
  limitOption,
  nameOption,
  planOption,
  tenantOption,
  unnamedOption,
  yesOption,
} from './options.ts';
import { addOwnerCreateCommand } from './owner-create.ts';
import { OWNER_COLUMNS, ownerDetails, roleOption } from './owner-view.ts';
import { listPages } from './pages.ts';

/** `postern owners …` */
export function addOwnerCommands(owners: Command, cli: Cli): void {
  addOwnerCreateCommand(owners, cli);

  owners
    .command('list')
    .description('list the owners of a tenant')
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async (options) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(options.tenant) };
      await listPages(cli, options, { columns: OWNER_COLUMNS }, (query) =>
        client.call('listOwners', { params, query }),
      );
    });

  addChange(owners, cli);

  owners
    .command('cut-off')
    .description('refuse all keys that are bound to an owner, from the next request on')
    .argument('<owner>')
    .addOption(tenantOption())
    .addOption(yesOption())
    .addOption(ifVersionOption())
    .action(async (owner, { tenant, yes = false, ifVersion: ifMatch }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      const text = `Refuse all keys that are bound to ${owner}?`;
      if (!(await isAgreed(cli, { text, answer: owner, refused: 'No key was refused.', yes }))) return;
      await cli.answer(await client.call('cutOffOwner', { params, ifMatch }), ownerDetails);
    });

  owners
    .command('reactivate')
    .description('accept the keys bound to a deactivated owner again, from the next request on')
    .argument('<owner>')
    .addOption(tenantOption())
    .addOption(ifVersionOption())
    .action(async (owner, { tenant, ifVersion: ifMatch }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      await cli.answer(await client.call('reactivateOwner', { params, ifMatch }), ownerDetails);
    });
}

function addChange(owners: CommandUnknownOpts, cli: Cli): void {
  owners
    .command('change')
    .description('change an owner; role and plan count for all bound keys from the next request on')
    .argument('<owner>')
    .addOption(tenantOption())
    .addOption(nameOption())
    .addOption(unnamedOption())
    .addOption(roleOption())
    .addOption(planOption())
    .addOption(new Option('--no-plan', 'takes the plan away'))
    .addOption(ifVersionOption())
    .action(async (owner, { tenant, name, unnamed, role, plan, ifVersion: ifMatch }) => {
      const change = changeOf({
        name: unnamed ? null : name,
        role,
        plan: plan === false ? null : plan,
      });
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      await cli.answer(await client.call('changeOwner', { params, body: change, ifMatch }), ownerDetails);
    });
}
