import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminRequest, AdminResponse } from '../api-client/admin-client.ts';
import { ownerView } from '../contracts/http/owners.ts';
import type { Cli } from './cli.ts';
import { allOption, idempotencyKeyOption, limitOption, nameOption, tenantOption } from './options.ts';
import { type Columns, details } from './output.ts';
import { listPages } from './pages.ts';
import { UsageError } from './usage-error.ts';

const KINDS = ownerView.shape.kind.options;
type Kind = (typeof KINDS)[number];

const ROLES = ownerView.shape.role.unwrap().options;
type Role = (typeof ROLES)[number];

const COLUMNS: Columns<AdminResponse<'showOwner'>> = {
  owner: ({ id }) => id,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  role: ({ role }) => role,
  status: ({ status }) => status,
  created: ({ createdAt }) => createdAt,
};

/** `postern owners …` */
export function addOwnerCommands(program: CommandUnknownOpts, cli: Cli): void {
  const owners = program.command('owners').description('whose keys they are: people, applications, accounts');
  addCreate(owners, cli);

  owners
    .command('list')
    .description('list the owners of a tenant')
    .addOption(tenantOption())
    .addOption(limitOption())
    .addOption(allOption())
    .action(async (options) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(options.tenant) };
      await listPages(cli, options, COLUMNS, (query) => client.call('listOwners', { params, query }));
    });

  owners
    .command('cut-off')
    .description('refuse all keys that are bound to an owner, from the next request on')
    .argument('<owner>')
    .addOption(tenantOption())
    .action(async (owner, { tenant }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant), owner };
      const cutOff = await client.call('cutOffOwner', { params });
      await cli.answer(cutOff, (each, style) => details(each, COLUMNS, style));
    });
}

function addCreate(owners: CommandUnknownOpts, cli: Cli): void {
  owners
    .command('create')
    .description('create an owner')
    .argument('<owner>', 'its id, for ever')
    .addOption(tenantOption())
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS).makeOptionMandatory())
    .addOption(
      new Option('--role <role>', 'what the keys of a person may carry; a person alone has one').choices(
        ROLES,
      ),
    )
    .addOption(nameOption())
    .addOption(idempotencyKeyOption())
    .action(async (id, { tenant, kind, role, name, idempotencyKey }) => {
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      const created = await client.call('createOwner', {
        params,
        body: newOwner(id, name, kind, role),
        idempotencyKey,
      });
      await cli.answer(created, (owner, style) => details(owner, COLUMNS, style));
    });
}

type NewOwner = AdminRequest<'createOwner'>['body'];

/** @throws UsageError where kind and role don't go together */
function newOwner(id: string, name: string | undefined, kind: Kind, role: Role | undefined): NewOwner {
  if (kind === 'person') {
    if (role) return { id, name, kind, role };
    throw new UsageError('a person needs a role', `add --role with one of: ${ROLES.join(', ')}`);
  }
  if (role) throw new UsageError(`an ${kind} has no role`, 'leave out --role, which a person alone has');
  return { id, name, kind };
}
