import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { readAll } from '../api-client/paginate.ts';
import { UPCOMING_DAYS } from '../contracts/http/managed-keys.ts';
import type { Cli } from './cli.ts';
import { addKeyCommand } from './key-command.ts';
import { addManagedKeyCreate } from './managed-key-create.ts';
import { addManagedKeyUnmanage } from './managed-key-unmanage.ts';
import { addManagedKeyUpdates } from './managed-key-updates.ts';
import { addManagedKeyValues } from './managed-key-values.ts';
import {
  MANAGED_KEY_COLUMNS,
  managedKeyStatusLines,
  rotationLines,
  UPCOMING_COLUMNS,
  VIOLATION_COLUMNS,
} from './managed-key-view.ts';
import { allOption, limitOption, parseCountText, tenantOption } from './options.ts';
import { listing } from './output.ts';
import { LARGEST_PAGE, listPages } from './pagination.ts';

/** `postern managed-keys …` */
export function addManagedKeyCommands(managed: Command, cli: Cli): void {
  addManagedKeyCreate(managed, cli);
  addList(managed, cli);
  addShow(managed, cli);
  addRotations(managed, cli);
  addUpcoming(managed, cli);
  addViolations(managed, cli);
  addManagedKeyUpdates(managed, cli);
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
    name: 'show',
    description: 'Show rotation status and remaining use of previous values',
    call: (client, params) => client.call('showManagedKey', { params }),
    view: managedKeyStatusLines,
  });
}

function addRotations(managed: CommandUnknownOpts, cli: Cli): void {
  addKeyCommand(managed, cli, {
    name: 'rotations',
    description: 'List the latest rotations of a key with their steps and outcomes',
    call: (client, params) => client.call('showRotations', { params }),
    view: rotationLines,
  });
}

/** Lists the rotations of all keys, soonest first. The API pages are ordered by key. */
function addUpcoming(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('upcoming')
    .description('List upcoming scheduled rotations')
    .addOption(tenantOption())
    .addOption(
      new Option('--days <count>', `Number of days ahead, 1 to ${UPCOMING_DAYS.max}`)
        .argParser(parseCountText('days', UPCOMING_DAYS.max))
        .default(String(UPCOMING_DAYS.default)),
    )
    .action(async ({ tenant, days }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      const found = await readAll((cursor) =>
        client.call('listUpcomingRotations', { params, query: { days, cursor, limit: LARGEST_PAGE } }),
      );
      const items = found.toSorted((one, other) => ((one.at ?? '') < (other.at ?? '') ? -1 : 1));
      await cli.print({ items, next: null }, ({ items: rotations }, style) =>
        rotations.length === 0
          ? `No rotations are scheduled within ${days} days.`
          : listing(rotations, UPCOMING_COLUMNS, style),
      );
    });
}

function addViolations(managed: CommandUnknownOpts, cli: Cli): void {
  managed
    .command('violations')
    .description('List keys that exceed the maximum value age or key lifetime')
    .addOption(tenantOption())
    .action(async ({ tenant }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await listPages(cli, { all: true }, { columns: VIOLATION_COLUMNS, empty: 'None.' }, (query) =>
        client.call('listPolicyViolations', { params, query }),
      );
    });
}
