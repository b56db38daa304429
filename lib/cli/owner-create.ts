import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminRequest, AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import { idempotencyKeyOption, nameOption, planOption, tenantOption } from './options.ts';
import { KINDS, ownerDetails, ROLES, roleOption } from './owner-view.ts';
import { UsageError } from './usage-error.ts';

/** `postern owners create`: a person with an e-mail address is invited to sign in. */
export function addOwnerCreateCommand(owners: CommandUnknownOpts, cli: Cli): void {
  owners
    .command('create')
    .description('create an owner; a person with an e-mail address is invited')
    .argument('<owner>', 'its id, for ever')
    .addOption(tenantOption())
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS).makeOptionMandatory())
    .addOption(roleOption())
    .addOption(new Option('--email <address>', 'where a person is invited to sign in'))
    .addOption(planOption())
    .addOption(nameOption())
    .addOption(idempotencyKeyOption())
    .action(async (id, { tenant, idempotencyKey, ...settings }) => {
      const body = newOwner({ id, ...settings });
      const { client, tenantOr } = await cli.open();
      const params = { tenant: tenantOr(tenant) };
      await cli.answer(await client.call('createOwner', { params, body, idempotencyKey }), ownerDetails);
    });
}

interface Settings {
  readonly id: string;
  readonly name?: string | undefined;
  readonly plan?: string | undefined;
  readonly kind: AdminResponse<'createOwner'>['kind'];
  readonly role?: NonNullable<AdminResponse<'createOwner'>['role']> | undefined;
  readonly email?: string | undefined;
}

/** @throws UsageError where what is given and the kind don't go together */
function newOwner({ role, email, kind, ...others }: Settings): AdminRequest<'createOwner'>['body'] {
  if (kind === 'person') {
    if (role) return { ...others, kind, role, email };
    throw new UsageError('a person needs a role', `add --role with one of: ${ROLES.join(', ')}`);
  }
  if (role) throw new UsageError(`an ${kind} has no role`, 'leave out --role, which a person alone has');
  if (email) throw new UsageError(`an ${kind} can't sign in`, 'leave out --email, which is for people');
  return { ...others, kind };
}
