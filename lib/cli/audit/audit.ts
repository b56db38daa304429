import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { InvalidRequestError } from '../../api-client/errors.ts';
import { auditRoutes } from '../../contracts/http/audit.ts';
import { validate } from '../../contracts/issues.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { allOption, limitOption, sinceOption, tenantOption, untilOption } from '../options.ts';
import { details } from '../output.ts';
import { listPages } from '../pagination.ts';
import { AUDIT_COLUMNS, CHAIN_FIELDS } from './audit-view.ts';
import { exportTrail } from './export.ts';
import { followTrail } from './follow.ts';
import { trailReader } from './read-trail.ts';
import { type VerifyScope, verifyTrail } from './verify-trail.ts';

type AuditContext = Pick<CliContext, 'pause' | 'interruption'>;

/** `postern audit …` */
export function addAuditCommands(audit: Command, cli: Cli, context: AuditContext): void {
  addList(audit, cli, context);
  addExport(audit, cli);
  addVerify(audit, cli);
  addStatus(audit, cli);
}

function addList(audit: CommandUnknownOpts, cli: Cli, context: AuditContext): void {
  audit
    // `postern audit --tenant acme` also lists.
    .command('list', { isDefault: true })
    .description('List the audit events of a tenant, newest first')
    .addOption(tenantOption())
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(actorOption())
    .addOption(limitOption())
    .addOption(allOption())
    .addOption(followOption())
    .action(async ({ tenant, key, owner, actor, follow, ...options }) => {
      const { client, tenantOr } = await cli.open();
      const readTrail = trailReader(client, tenantOr(tenant));
      const about = { key, owner, actor };
      if (follow) await followTrail(cli, readTrail, { ...about, limit: options.limit }, context);
      else
        await listPages(cli, options, { columns: AUDIT_COLUMNS }, (page) => readTrail({ ...page, ...about }));
    });
}

function addExport(audit: CommandUnknownOpts, cli: Cli): void {
  audit
    .command('export')
    .description('Print the audit events of a tenant as JSON lines, newest first')
    .addOption(tenantOption())
    .addOption(sinceOption().makeOptionMandatory())
    .addOption(untilOption())
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(actorOption())
    .action(async ({ tenant, ...filter }) => {
      const { client, tenantOr } = await cli.open();
      await exportTrail(cli, trailReader(client, tenantOr(tenant)), filter);
    });
}

function addVerify(audit: CommandUnknownOpts, cli: Cli): void {
  audit
    .command('verify')
    .description('Detect modified, removed or reordered audit events')
    .addOption(tenantOption())
    .addOption(new Option('--all', 'Verify the events of all tenants').conflicts('tenant'))
    .addOption(sinceOption())
    .addOption(untilOption())
    .action(async ({ tenant, all, ...span }) => {
      requireRange(span);
      const { client, tenantOr } = await cli.open();
      await verifyTrail(cli, client, { tenant: all ? undefined : tenantOr(tenant), ...span });
    });
}

function addStatus(audit: CommandUnknownOpts, cli: Cli): void {
  audit
    .command('status')
    .description('Show the state of the audit chain, and verify its newest links')
    .addOption(tenantOption())
    .action(async ({ tenant }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await cli.print(await client.call('showAuditChain', { params }), (state, style) =>
        details(state, CHAIN_FIELDS, style),
      );
    });
}

/** Checks the range first, because a verification reads the whole chain. @throws InvalidRequestError */
function requireRange({ since, until }: Pick<VerifyScope, 'since' | 'until'>): void {
  const { issues } = validate(auditRoutes.listAuditEvents.query, { since, until }, 'terminal');
  if (issues) throw new InvalidRequestError(issues);
}

function followOption() {
  return new Option('--follow', 'Continue with new events, oldest first, until Ctrl-C').conflicts('all');
}

function keyOption() {
  return new Option('--key <keyId>', 'List only the events of this key').conflicts(['owner', 'actor']);
}

function ownerOption() {
  return new Option('--owner <owner>', 'List only the events of this owner').conflicts('actor');
}

function actorOption() {
  return new Option('--actor <id>', 'List only the events by this actor; the full ID as printed with --json');
}
