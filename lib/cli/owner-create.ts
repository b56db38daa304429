import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminRequest, AdminResponse } from '../api-client/admin-client.ts';
import type { Cli } from './cli.ts';
import {
  accessLimitsOf,
  allowAddressesOption,
  creditsOption,
  leaseSecondsOption,
  maxKeysOption,
  quotaOption,
  rateOption,
} from './limit-options.ts';
import { idempotencyKeyOption, nameOption, planOption, tenantOption } from './options.ts';
import { KINDS, ownerDetails, ROLES, roleOption } from './owner-view.ts';
import { UsageError } from './usage-error.ts';

/** `postern owners create`: a person with an e-mail address is invited to sign in. */
export function addOwnerCreateCommand(owners: CommandUnknownOpts, cli: Cli): void {
  owners
    .command('create')
    .description('Create an owner. A person with an email address is invited to sign in.')
    .argument('<owner>', 'Owner ID, immutable')
    .addOption(tenantOption())
    .addOption(new Option('--kind <kind>', 'Kind of the owner').choices(KINDS).makeOptionMandatory())
    .addOption(roleOption())
    .addOption(new Option('--email <address>', 'Email address of a person, who is invited to sign in'))
    .addOption(planOption())
    .addOption(maxKeysOption())
    .addOption(nameOption())
    .addOption(rateOption())
    .addOption(quotaOption())
    .addOption(creditsOption())
    .addOption(leaseSecondsOption())
    .addOption(allowAddressesOption())
    .addOption(idempotencyKeyOption())
    .action(
      async (
        id,
        { tenant, idempotencyKey, rate, quota, credits, leaseSeconds, allowAddresses, ...settings },
      ) => {
        const body = newOwner({
          id,
          ...settings,
          ...accessLimitsOf({ rate, quota, credits, leaseSeconds, allowAddresses }),
        });
        const { client, tenantOr } = await cli.open();
        const params = { tenant: tenantOr(tenant) };
        await cli.print(await client.call('createOwner', { params, body, idempotencyKey }), ownerDetails);
      },
    );
}

interface Settings {
  readonly id: string;
  readonly name?: string | undefined;
  readonly plan?: string | undefined;
  readonly maxKeys?: number | undefined;
  readonly kind: AdminResponse<'createOwner'>['kind'];
  readonly role?: NonNullable<AdminResponse<'createOwner'>['role']> | undefined;
  readonly email?: string | undefined;
  readonly limits?: AdminRequest<'createOwner'>['body']['limits'] | undefined;
  readonly allowedAddresses?: string[] | undefined;
}

/** @throws UsageError if the options do not fit the kind */
function newOwner({ role, email, kind, ...others }: Settings): AdminRequest<'createOwner'>['body'] {
  if (kind === 'person') {
    if (role) return { ...others, kind, role, email };
    throw new UsageError(
      'An owner of kind person requires a role',
      `Add --role with one of: ${ROLES.join(', ')}`,
    );
  }
  if (role)
    throw new UsageError(
      `An owner of kind ${kind} cannot have a role`,
      "Remove --role; only owners of kind 'person' have a role.",
    );
  if (email)
    throw new UsageError(
      `An owner of kind ${kind} cannot sign in`,
      "Remove --email; only owners of kind 'person' can sign in.",
    );
  return { ...others, kind };
}
