import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Cli } from '../cli.ts';
import { allOption, limitOption, tenantOption } from '../options.ts';
import { listPages } from '../pages.ts';
import { AUDIT_COLUMNS } from './audit-view.ts';
import { trailReader } from './read-trail.ts';

/** `postern audit …`: who did what. */
export function addAuditCommands(program: CommandUnknownOpts, cli: Cli): void {
  const audit = program.command('audit').description('who did what, when and from where');

  audit
    .command('list')
    .description('list what was done in a tenant, newest first')
    .addOption(tenantOption())
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(actorOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async ({ tenant, key, owner, actor, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const readTrail = trailReader(client, tenantOr(tenant));
      await listPages(cli, options, AUDIT_COLUMNS, (page) => readTrail({ ...page, key, owner, actor }));
    });
}

function keyOption() {
  return new Option('--key <keyId>', 'only what was done to this key').conflicts(['owner', 'actor']);
}

function ownerOption() {
  return new Option('--owner <owner>', 'only what was done to this owner').conflicts('actor');
}

function actorOption() {
  return new Option('--actor <id>', 'only what this actor did; the whole id, as --json prints it');
}
