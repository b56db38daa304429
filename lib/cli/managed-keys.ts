import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { allItems } from '../api-client/paginate.ts';
import { PLAN_DAYS } from '../contracts/http/managed-keys.ts';
import type { Cli } from './cli.ts';
import { addKeyCommand } from './key-command.ts';
import { addManagedKeyChanges } from './managed-key-updates.ts';
import { addManagedKeyCreate } from './managed-key-create.ts';
import { addManagedKeyUnmanage } from './managed-key-unmanage.ts';
import { addManagedKeyValues } from './managed-key-values.ts';
import {
  BREACH_COLUMNS,
  MANAGED_KEY_COLUMNS,
  managedKeyStandingLines,
  PLAN_COLUMNS,
  rotationLines,
} from './managed-key-view.ts';
import { allOption, limitOption, parseCountText, tenantOption } from './options.ts';
import { listing } from './output.ts';
import { listPages } from './pagination.ts';

/** `postern managed-keys …` */
export function addManagedKeyCommands(managed: Command, cli: Cli): void {
  addManagedKeyCreate(managed, cli);
  addList(managed, cli);
  addShow(managed, cli);
  addRotations(managed, cli);
  addPlan(managed, cli);
  addBreaches(managed, cli);
  addManagedKeyChanges(managed, cli);
  addManagedKeyValues(managed, cli);
  addManagedKeyUnmanage(managed, cli);
}

function addList(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('list')
    .description('List the managed keys of a tenant')
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async (options) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(options.tenant) };
      await listPages(cli, options, { columns: MANAGED_KEY_COLUMNS }, (query) =>
        client.call('listManagedKeys', { params, query }),
      );
    });
}

function addShow(managed: CommandUnknownOpts, cli: Cli): void {
  addKeyCommand(managed, cli, {
    step: 'show',
    description: 'Show rotation status and remaining use of previous values',
    call: (client, params) => client.call('showManagedKey', { params }),
    view: managedKeyStandingLines,
  });
}

function addRotations(managed: CommandUnknownOpts, cli: Cli): void {
  addKeyCommand(managed, cli, {
    step: 'rotations',
    description: 'List the latest rotations of a key with their steps and outcomes',
    call: (client, params) => client.call('showRotations', { params }),
    view: rotationLines,
  });
}

/** Of all keys, the soonest first: the pages of the API are by key. */
function addPlan(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('plan')
    .description('List upcoming scheduled rotations')
    .addOption(tenantOption())
    .addOption(
      new Option('--days <count>', `Number of days ahead, 1 to ${PLAN_DAYS.max}`)
        .argParser(parseCountText('days', PLAN_DAYS.max))
        .default(String(PLAN_DAYS.default)),
    )
    .action(async ({ tenant, days }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      const found = await allItems((cursor) =>
        client.call('planRotations', { params, query: { days, cursor, limit: '100' } }),
      );
      const items = found.toSorted((one, other) => ((one.at ?? '') < (other.at ?? '') ? -1 : 1));
      await cli.answer({ items, next: null }, (plan, style) =>
        plan.items.length === 0
          ? `No rotations are scheduled within ${days} days.`
          : listing(plan.items, PLAN_COLUMNS, style),
      );
    });
}

function addBreaches(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('breaches')
    .description('List keys that exceed the maximum value age or key lifetime')
    .addOption(tenantOption())
    .action(async ({ tenant }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await listPages(cli, { all: true }, { columns: BREACH_COLUMNS, empty: 'None.' }, (query) =>
        client.call('reportPolicyBreaches', { params, query }),
      );
    });
}
