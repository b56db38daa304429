import type { Command } from '@commander-js/extra-typings';
import type { KeyProfileView } from '../contracts/http/profile.ts';
import { localHostOf } from '../contracts/local-deployment.ts';
import type { Cli } from './cli.ts';
import { curl, headerText, keyHeaders } from './curl.ts';
import { type Columns, details } from './output.ts';
import { printable } from './printable.ts';
import type { Session } from './session.ts';

const FIELDS: Columns<KeyProfileView> = {
  profile: ({ profile, title }) => `${profile} (${title})`,
  'sent as': ({ credentials }) => credentials.map(placeText).join(', or '),
  tenant: ({ tenancy }) => (tenancy === 'by-host' ? 'the first label of the host' : 'told by the key'),
  environments: ({ environments, defaultEnvironment }) =>
    `${environments.join(', ') || 'any'}; ${defaultEnvironment} where none is named`,
  permissions: ({ permissions, defaultPermissions }) =>
    `${permissions?.join(',') ?? 'any'}; ${defaultPermissions.join(',')} where none are named`,
  owners: ({ ownerKinds }) => ownerKinds.join(', '),
  'read by': ({ keyReaders }) => `people who are ${keyReaders.join(' or ')}`,
  'made by': ({ keyManagers }) => `people who are ${keyManagers.join(' or ')}`,
  lifetime: ({ lifetime: { defaultDays, maxDays } }) =>
    `${defaultDays === null ? 'no end' : `${defaultDays} days`} where no expiry is named; ` +
    (maxDays === null ? 'no limit' : `at most ${maxDays} days`),
  plans: ({ plans }) => Object.entries(plans).map(planText).join('; ') || null,
  rotated: ({ policies: { rotateEveryDays: days } }) => (days === null ? null : `every ${days} days`),
  warned: ({ policies }) => `${policies.warnBeforeExpiryDays.join(', ')} days before the expiry`,
  'kept in': ({ words }) => words.environmentVariable,
};

/** `postern profile`: what a deployment says of its keys to anyone, in words. */
export function addProfileCommand(profile: Command, cli: Cli): void {
  profile.action(async () => {
    const session = await cli.open();
    await cli.answer(await session.profile(), (profile, style) => {
      const call = curl(...exampleCall(profile, session));
      return `${details(profile, FIELDS, style)}\n\n${style.bold('A call:')} ${printable(call)}`;
    });
  });
}

function exampleCall(profile: KeyProfileView, { local }: Session): Parameters<typeof curl> {
  const value = `<${profile.words.key}>`;
  if (local) {
    return [`${local.sampleRestUrl}/hello`, keyHeaders(profile, { value, host: localHostOf(local.tenant) })];
  }
  // Elsewhere the host is in the URL, where there is one for each tenant.
  const host = profile.tenancy === 'by-host' ? '<tenant>.api.example.com' : 'api.example.com';
  return [`https://${host}/`, keyHeaders({ ...profile, tenancy: 'by-key' }, { value, host })];
}

function placeText({ header, scheme }: KeyProfileView['credentials'][number]): string {
  return headerText(header, scheme === null ? '<value>' : `${scheme} <value>`);
}

function planText([plan, limits]: [string, KeyProfileView['plans'][string]]): string {
  const texts = Object.entries(limits).map(([name, limit]) => `${name} ${limit ?? 'without limit'}`);
  return `${plan} (${texts.join(', ') || 'no limits'})`;
}
