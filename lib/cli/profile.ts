import { type Command, Option } from '@commander-js/extra-typings';
import { planLimitsText } from '../contracts/http/limit-text.ts';
import type { KeyProfileView } from '../contracts/http/profile.ts';
import { localHostOf } from '../contracts/local-deployment.ts';
import type { Cli } from './cli.ts';
import type { Connection } from './connection.ts';
import { curl, headerText, keyHeaders } from './curl.ts';
import { type Columns, details } from './output.ts';
import { printable } from './printable.ts';
import { SCANNER_NAMES, SCANNERS, scannerRules } from './scanner-patterns.ts';

const FIELDS: Columns<KeyProfileView> = {
  profile: ({ profile, title }) => `${profile} (${title})`,
  'sent as': ({ credentials }) => credentials.map(locationText).join(', or '),
  format: ({ formats }) => formats.map(({ pattern }) => pattern).join(', '),
  tenant: ({ tenancy }) => (tenancy === 'by-host' ? 'the first label of the host' : 'derived from the key'),
  environments: ({ environments, defaultEnvironment }) =>
    `${environments.join(', ') || 'any'}; default: ${defaultEnvironment}`,
  permissions: ({ permissions, defaultPermissions }) =>
    `${permissions?.join(',') ?? 'any'}; default: ${defaultPermissions.join(',')}`,
  'owner kinds': ({ ownerKinds }) => ownerKinds.join(', '),
  'read by': ({ keyReaders }) => `people with role ${keyReaders.join(' or ')}`,
  'created by': ({ keyManagers }) => `people with role ${keyManagers.join(' or ')}`,
  lifetime: ({ lifetime: { defaultDays, maxDays } }) =>
    `default: ${defaultDays === null ? 'no expiry' : `${defaultDays} days`}; ` +
    (maxDays === null ? 'no limit' : `at most ${maxDays} days`),
  plans: ({ plans }) => Object.entries(plans).map(planText).join('; ') || null,
  rotation: ({ policies: { rotateEveryDays: days } }) => (days === null ? null : `every ${days} days`),
  'expiry warnings': ({ policies }) => `${policies.warnBeforeExpiryDays.join(', ')} days before expiry`,
  'environment variable': ({ displayNames }) => displayNames.environmentVariable,
};

/** `postern profile`: the public key profile of a deployment, or the patterns of its values for a scanner. */
export function addProfileCommand(command: Command, cli: Cli): void {
  const scanner = new Option(
    '--scanner <scanner>',
    'Print the patterns of the values for a scanner of leaked credentials',
  );
  command.addOption(scanner.choices(SCANNER_NAMES)).action(async ({ scanner }) => {
    const connection = await cli.open();
    if (scanner !== undefined) {
      const rules = scannerRules(await connection.profile());
      return cli.print({ scanner, rules }, () => SCANNERS[scanner](rules));
    }
    await cli.print(await connection.profile(), (profile, style) => {
      const call = curl(...exampleCall(profile, connection));
      return `${details(profile, FIELDS, style)}\n\n${style.bold('Example request:')} ${printable(call)}`;
    });
  });
}

function exampleCall(profile: KeyProfileView, { local }: Connection): Parameters<typeof curl> {
  const value = `<${profile.displayNames.key}>`;
  if (local) {
    return [`${local.sampleRestUrl}/hello`, keyHeaders(profile, { value, host: localHostOf(local.tenant) })];
  }
  // With tenancy by host, the tenant is in the host of the URL.
  const host = profile.tenancy === 'by-host' ? '<tenant>.api.example.com' : 'api.example.com';
  return [`https://${host}/`, keyHeaders({ ...profile, tenancy: 'by-key' }, { value, host })];
}

function locationText({ header, scheme }: KeyProfileView['credentials'][number]): string {
  return headerText(header, scheme === null ? '<value>' : `${scheme} <value>`);
}

function planText([plan, limits]: [string, KeyProfileView['plans'][string]]): string {
  return `${plan} (${planLimitsText(limits)})`;
}
