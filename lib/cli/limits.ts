import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import { limitsText } from '../contracts/http/limit-text.ts';
import type { Cli } from './cli.ts';
import type { Connection } from './connection.ts';
import { keyDetails } from './key-view.ts';
import {
  accessLimitsOf,
  clearLimitsOption,
  creditsOption,
  type Limit,
  leaseSecondsOption,
  quotaOption,
  rateOption,
} from './limit-options.ts';
import { ifVersionOption, tenantOption } from './options.ts';
import { type Columns, listing, type Style } from './output.ts';
import { ownerDetails } from './owner-view.ts';
import { changeOf } from './update.ts';
import { UsageError } from './usage-error.ts';

type Budgets = AdminResponse<'showKeyLimits'>;

const COLUMNS: Columns<Budgets['budgets'][number]> = {
  limit: ({ limit }) => limit.name,
  scope: ({ scope }) => scope,
  setting: ({ limit }) => limitsText([limit]),
  used: ({ used }) => String(used),
  remaining: ({ remaining }) => String(remaining),
  resets: ({ resetAt }) => resetAt,
};

/** `postern limits …` */
export function addLimitCommands(limits: Command, cli: Cli): void {
  limits
    .command('show')
    .description('Show the limits of a key, an owner or a tenant, and their remaining budgets')
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(tenantOption())
    .action(async (options) => {
      const connection = await cli.open();
      await cli.print(await showLimits(connection, options), budgetsText);
    });

  addSetCommand(limits, cli);

  limits
    .command('reset')
    .description('Restore the full budget of a limit of a key, an owner or a tenant')
    .argument('<limit>', 'Name of the limit')
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(tenantOption())
    .action(async (limit, options) => {
      const connection = await cli.open();
      await cli.print(await resetLimit(connection, limit, options), budgetsText);
    });
}

function addSetCommand(limits: CommandUnknownOpts, cli: Cli): void {
  limits
    .command('set')
    .description(
      'Set limits of a key or an owner, effective on the next request. Other limits keep their settings.',
    )
    .addOption(keyOption())
    .addOption(ownerOption())
    .addOption(tenantOption())
    .addOption(rateOption())
    .addOption(quotaOption())
    .addOption(creditsOption())
    .addOption(leaseSecondsOption())
    .addOption(clearLimitsOption())
    .addOption(ifVersionOption())
    .action(async ({ tenant, key, owner, ifVersion, ...given }) => {
      const { limits: added } = changeOf(accessLimitsOf(given));
      const { client, tenantOr, tenantOfKey } = await cli.open();
      if (key !== undefined) {
        const params = { tenant: await tenantOfKey(tenant, key), key };
        const stored = await client.call('showKey', { params });
        const call = { params, ...changed(stored, added, ifVersion) };
        await cli.print(await client.call('updateKey', call), keyDetails);
        return;
      }
      if (owner === undefined) throw missingSubject('Limits of tenants are settings of the stage.');
      const params = { tenant: tenantOr(tenant), owner };
      const call = { params, ...changed(await client.call('showOwner', { params }), added, ifVersion) };
      await cli.print(await client.call('updateOwner', call), ownerDetails);
    });
}

interface Stored {
  readonly limits: readonly Limit[];
  readonly version: number;
}

/** The update of the stored limits by name. It fails if the resource changes after it was read. */
function changed({ limits, version }: Stored, added: readonly Limit[] = [], ifVersion: string | undefined) {
  const kept =
    added.length === 0 ? [] : limits.filter(({ name }) => !added.some((each) => each.name === name));
  const hasNewRate = added.some(({ kind }) => kind === 'rate');
  return {
    body: { limits: [...(hasNewRate ? kept.map(withDefaultLease) : kept), ...added] },
    ifMatch: ifVersion ?? `"${version}"`,
  };
}

/**
 * A quota without a lease gets that of the new rate, if it is leased. Otherwise each request would still write to the bucket, which
 * accepts fewer requests per second than a leased rate allows.
 */
function withDefaultLease(limit: Limit): Limit {
  if (limit.kind !== 'quota' || limit.leaseSeconds !== null) return limit;
  const { leaseSeconds: _, ...others } = limit;
  return others;
}

/** The key or the owner that the options name; without them, the tenant. */
export interface LimitSubject {
  readonly key?: string | undefined;
  readonly owner?: string | undefined;
  readonly tenant?: string | undefined;
}

async function showLimits(connection: Connection, { key, owner, tenant }: LimitSubject): Promise<Budgets> {
  const { client, tenantOr, tenantOfKey } = connection;
  if (key !== undefined) {
    return client.call('showKeyLimits', { params: { tenant: await tenantOfKey(tenant, key), key } });
  }
  const params = { tenant: tenantOr(tenant) };
  return owner === undefined
    ? client.call('showTenantLimits', { params })
    : client.call('showOwnerLimits', { params: { ...params, owner } });
}

async function resetLimit(
  connection: Connection,
  limit: string,
  { key, owner, tenant }: LimitSubject,
): Promise<Budgets> {
  const { client, tenantOr, tenantOfKey } = connection;
  const body = { limit };
  if (key !== undefined) {
    const params = { tenant: await tenantOfKey(tenant, key), key };
    return client.call('resetKeyLimit', { params, body });
  }
  const params = { tenant: tenantOr(tenant) };
  return owner === undefined
    ? client.call('resetTenantLimit', { params, body })
    : client.call('resetOwnerLimit', { params: { ...params, owner }, body });
}

export function budgetsText({ budgets }: Budgets, style: Style): string {
  return budgets.length === 0 ? 'No limits.' : listing(budgets, COLUMNS, style);
}

export function keyOption() {
  return new Option('--key <keyId>', 'Key ID').conflicts('owner');
}

export function ownerOption() {
  return new Option('--owner <owner>', 'Owner ID');
}

export function missingSubject(reason: string): UsageError {
  return new UsageError('A key or an owner is required', `Add --key <keyId> or --owner <owner>. ${reason}`);
}
