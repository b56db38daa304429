import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const CONSTRUCTS = join(ROOT, 'lib/constructs');

/** Each interface of options, its file in `lib/constructs`, and the heading of its section in the construct reference. */
const INTERFACES = [
  ['ApiKeysProps', 'api-keys/api-keys.ts', 'ApiKeys'],
  ['KeyProfileProps', 'api-keys/key-profile.ts', 'ApiKeys'],
  ['RotationProps', 'rotation/rotation.ts', 'Rotation'],
  ['RotationTiming', 'rotation/timing.ts', 'Rotation'],
  ['ConsoleUserPoolProps', 'console-users/console-user-pool.ts', 'ConsoleUserPool'],
  ['UserPoolUsers', 'console-users/console-user-source.ts', 'ConsoleUserPool'],
  ['OidcUsers', 'console-users/console-user-source.ts', 'ConsoleUserPool'],
  ['ProtectOptions', 'api-keys/protect-options.ts', 'protect(api, options)'],
  ['GuardOptions', 'api-keys/guard.ts', 'guard(fn, options)'],
  ['ManagedKeySettings', 'managed-key/managed-key-props.ts', 'managedKey(id, props)'],
  ['NewManagedKeyProps', 'managed-key/managed-key-props.ts', 'managedKey(id, props)'],
  ['AdoptedManagedKeyProps', 'managed-key/managed-key-props.ts', 'managedKey(id, props)'],
  ['TenantDomainProps', 'api-keys/tenant-domain.ts', 'TenantDomain'],
  ['ApiKeysFromStageProps', 'api-keys/api-keys.ts', 'ApiKeys.fromStage(scope, id, { stage })'],
  ['KeyProfileProps', 'api-keys/key-profile.ts', 'ApiKeys.fromStage(scope, id, { stage })'],
  ['AdminGrants', 'api-keys/admin-grants.ts', 'grantAdmin(grantee, { tenants, role })'],
  ['TableStoreProps', 'table/table-props.ts', 'KeyStore'],
  ['TableStoreProps', 'table/table-props.ts', 'UsageStore'],
  ['TableStoreProps', 'table/table-props.ts', 'LimitsStore'],
  ['TableStoreProps', 'table/table-props.ts', 'AuditStore'],
  ['AuditStoreProps', 'audit-store/audit-store.ts', 'AuditStore'],
  ['MonitoringProps', 'monitoring/monitoring.ts', 'Monitoring'],
  ['MonitorOptions', 'monitoring/monitor.ts', 'monitor(api, options)'],
] as const;

/** The names of the properties that an interface declares. */
function propertiesOf(source: string, name: string): readonly string[] {
  const [, body = ''] = source.split(new RegExp(`^export interface ${name}\\b[^{]*\\{`, 'm'));
  const [declared = ''] = body.split(/^\}/m);
  return [...declared.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, property = '']) => property);
}

/** The names in the first column of each table below a heading. */
function documentedIn(reference: string, heading: string): readonly (readonly string[])[] {
  const [, section = ''] = reference.split(`\n## ${heading}\n`);
  const [text = ''] = section.split(/^## /m);
  return text
    .split('\n\n')
    .map((table) =>
      [...table.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []),
    );
}

it.each(INTERFACES)('%s: docs/constructs.md documents each option once', async (name, file, heading) => {
  const properties = propertiesOf(await readFile(join(CONSTRUCTS, file), 'utf8'), name);
  const documented = documentedIn(await readFile(join(ROOT, 'docs/constructs.md'), 'utf8'), heading);
  expect(properties).not.toEqual([]);
  expect(properties.filter((property) => !documented.flat().includes(property))).toEqual([]);
  const repeated = (table: readonly string[]) => table.filter((each, at) => table.indexOf(each) !== at);
  expect(documented.flatMap(repeated).filter((each) => properties.includes(each))).toEqual([]);
});
