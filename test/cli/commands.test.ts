import { expect, it } from 'vitest';
import * as z from 'zod';
import { type AdminOperation, adminRoutes } from '../../lib/contracts/http/admin.ts';
import {
  auditEvent,
  entry,
  key,
  keyUsage,
  keyWithDescendants,
  managedKey,
  owner,
  rotationDone,
  session,
  tenant,
} from '../api-client/support/responses.ts';
import { ANSWERS, fakeApi, VALUE } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

interface Command {
  readonly words: string;
  readonly operation: AdminOperation;
  readonly path: string;
  readonly body?: unknown;
  /** What the person reads. */
  readonly shows: readonly string[];
}

const tenants = '/admin/v1/tenants';
const NO_LIMITS = { limits: [], allowedAddresses: [] };
const keys = `${tenants}/acme/keys`;
const oneKey = `${keys}/${key.id}`;

const managed = `${tenants}/acme/managed-keys`;
const oneManaged = `${managed}/${key.id}`;

const COMMANDS: readonly Command[] = [
  {
    words: 'managed-keys create --tenant acme --owner team:a --rotate-every 90d --overlap 24h',
    operation: 'manageKey',
    path: managed,
    body: { owner: 'team:a', rotateEverySeconds: 7_776_000, overlapSeconds: 86_400, replicas: [] },
    shows: [managedKey.secretArn, 'every 90d', 'tue,thu 02:00-05:00 UTC', 'role/payments'],
  },
  {
    words: `managed-keys create --tenant acme --key ${key.id} --existing-value-grace 3d --on-demand --reader arn:aws:iam::123456789012:root`,
    operation: 'manageKey',
    path: managed,
    body: {
      key: key.id,
      existingValueGraceSeconds: 259_200,
      rotateEverySeconds: null,
      readers: ['arn:aws:iam::123456789012:root'],
      replicas: [],
    },
    shows: [managedKey.secretArn],
  },
  {
    words: 'managed-keys list --tenant acme',
    operation: 'listManagedKeys',
    path: managed,
    shows: ['NEXT ROTATION', key.id, 'ok', managedKey.secretArn],
  },
  {
    words: `managed-keys show ${key.id} --tenant acme`,
    operation: 'showManagedKey',
    path: oneManaged,
    shows: [
      'The next rotation is due at',
      'GENERATION',
      '#1',
      '203.0.113.7',
      'curl/8.5.0',
      'a value older than 90 days',
    ],
  },
  {
    words: `managed-keys rotations ${key.id} --tenant acme`,
    operation: 'showRotations',
    path: `${oneManaged}/rotations`,
    shows: ['standard: finished at 2027-01-31T12:00:02.000Z', 'started', 'engine:sweep'],
  },
  {
    words: 'managed-keys upcoming --tenant acme --days 90',
    operation: 'listUpcomingRotations',
    path: `${managed}/upcoming`,
    shows: ['2027-04-27T02:00:00.000Z', key.id, 'window opens'],
  },
  {
    words: 'managed-keys violations --tenant acme',
    operation: 'listPolicyViolations',
    path: `${managed}/violations`,
    shows: [key.id, 'a value older than 90 days'],
  },
  {
    words: `managed-keys update ${key.id} --tenant acme --clear-windows --clear-readers --retire-when-unused`,
    operation: 'updateManagedKey',
    path: oneManaged,
    body: { windows: [], readers: [], retireWhenUnused: true },
    shows: [managedKey.secretArn],
  },
  {
    words: `managed-keys pause ${key.id} --tenant acme`,
    operation: 'pauseRotation',
    path: `${oneManaged}/pause`,
    shows: ['paused', 'yes'],
  },
  {
    words: `managed-keys resume ${key.id} --tenant acme`,
    operation: 'resumeRotation',
    path: `${oneManaged}/resume`,
    shows: [managedKey.secretArn],
  },
  {
    words: `managed-keys rotate ${key.id} --tenant acme`,
    operation: 'rotateKey',
    path: `${oneManaged}/rotate`,
    shows: [managedKey.secretArn, 'propagated by', rotationDone.propagatedBy],
  },
  {
    words: `managed-keys rollback ${key.id} --tenant acme`,
    operation: 'rollBackKey',
    path: `${oneManaged}/roll-back`,
    shows: [rotationDone.propagatedBy],
  },
  {
    words: `managed-keys replace ${key.id} --tenant acme --yes`,
    operation: 'replaceManagedKey',
    path: `${oneManaged}/replace`,
    shows: [managedKey.secretArn, rotationDone.propagatedBy],
  },
  {
    words: `managed-keys unmanage ${key.id} --tenant acme --revoke --yes`,
    operation: 'unmanageKey',
    path: oneManaged,
    shows: [managedKey.secretArn],
  },
  {
    words:
      'tenants update acme --max-value-age-days 30 --freeze-until 2027-12-27T00:00:00Z --freeze-reason sales',
    operation: 'updateTenant',
    path: `${tenants}/acme`,
    body: { maxValueAgeDays: 30, rotationFreeze: { until: '2027-12-27T00:00:00.000Z', reason: 'sales' } },
    shows: ['acme'],
  },
  {
    words: 'tenants update acme --no-freeze',
    operation: 'updateTenant',
    path: `${tenants}/acme`,
    body: { rotationFreeze: null },
    shows: ['acme'],
  },
  {
    words: 'usage --tenant acme --days 7',
    operation: 'showTenantUsage',
    path: `${tenants}/acme/usage`,
    shows: ['2027-01-30', '30', 'expired 2', 'Delivery was healthy from'],
  },
  {
    words: `usage ${key.id} --tenant acme`,
    operation: 'showKeyUsage',
    path: `${oneKey}/usage`,
    shows: ['last used', keyUsage.lastUsedAt ?? '', '#1 at', 'read ('],
  },
  {
    words: 'access-log --tenant acme',
    operation: 'listAccessLog',
    path: `${tenants}/acme/access-log`,
    shows: ['OUTCOME', entry.sourceAddress, '/orders/{id}', 'curl/8.5.0', '#1'],
  },
  {
    words: `access-log --tenant acme --key ${key.id}`,
    operation: 'listKeyAccessLog',
    path: `${oneKey}/access-log`,
    shows: ['allowed'],
  },
  {
    words: 'access-log --tenant acme --summary 24',
    operation: 'summarizeAccessLog',
    path: `${tenants}/acme/access-log/summary`,
    shows: ['expired 3, revoked 1', 'Nightly build', '203.0.113.9'],
  },
  {
    words: `access-log --tenant acme --key ${key.id} --summary 48`,
    operation: 'summarizeKeyAccessLog',
    path: `${oneKey}/access-log/summary`,
    shows: ['Logged requests since'],
  },
  {
    words: 'report summary --tenant acme',
    operation: 'reportSummary',
    path: `${tenants}/acme/reports/summary`,
    shows: ['expire in 30 days', '17', 'dormant', '23'],
  },
  {
    words: 'report dormant --tenant acme --days 60',
    operation: 'reportDormant',
    path: `${tenants}/acme/reports/dormant`,
    shows: ['USE', key.id, 'unused', 'Delivery was healthy from'],
  },
  {
    words: 'report never-used --tenant acme',
    operation: 'reportNeverUsed',
    path: `${tenants}/acme/reports/never-used`,
    shows: [key.id, 'undetermined'],
  },
  {
    words: 'report expiring --tenant acme',
    operation: 'reportExpiring',
    path: `${tenants}/acme/reports/expiring`,
    shows: ['EXPIRES', key.id],
  },
  {
    words: 'report unused-permissions --tenant acme',
    operation: 'reportUnusedPermissions',
    path: `${tenants}/acme/reports/unused-permissions`,
    shows: [key.id, 'read (never)'],
  },
  {
    words: 'report deactivated-owners --tenant acme',
    operation: 'reportDeactivatedOwners',
    path: `${tenants}/acme/reports/deactivated-owners`,
    shows: [owner.id, key.id],
  },
  {
    words: 'tenants create acme --name Acme',
    operation: 'createTenant',
    path: tenants,
    body: { id: 'acme', name: 'Acme', maxKeyLifetimeDays: null },
    shows: ['acme', 'Acme', tenant.createdAt],
  },
  {
    words: 'tenants create acme --max-key-lifetime-days 90',
    operation: 'createTenant',
    path: tenants,
    body: { id: 'acme', name: null, maxKeyLifetimeDays: 90 },
    shows: ['acme'],
  },
  {
    words: 'tenants update acme --name Acme --max-key-lifetime-days 90',
    operation: 'updateTenant',
    path: `${tenants}/acme`,
    body: { name: 'Acme', maxKeyLifetimeDays: 90 },
    shows: ['acme'],
  },
  {
    words: 'tenants update acme --clear-name --no-max-key-lifetime-days',
    operation: 'updateTenant',
    path: `${tenants}/acme`,
    body: { name: null, maxKeyLifetimeDays: null },
    shows: ['acme'],
  },
  {
    words: 'tenants show acme',
    operation: 'showTenant',
    path: `${tenants}/acme`,
    shows: ['acme', tenant.createdAt],
  },
  {
    words: 'tenants list',
    operation: 'listTenants',
    path: tenants,
    shows: ['TENANT', 'acme', tenant.createdAt],
  },
  {
    words: 'owners create team:a --tenant acme --kind application',
    operation: 'createOwner',
    path: `${tenants}/acme/owners`,
    body: { id: 'team:a', name: null, plan: null, maxKeys: null, kind: 'application', ...NO_LIMITS },
    shows: [owner.id, 'application', 'active', owner.uuid],
  },
  {
    words: 'owners create jo --tenant acme --kind person --role developer --name Jo',
    operation: 'createOwner',
    path: `${tenants}/acme/owners`,
    body: {
      id: 'jo',
      name: 'Jo',
      plan: null,
      maxKeys: null,
      kind: 'person',
      role: 'developer',
      email: null,
      ...NO_LIMITS,
    },
    shows: [owner.id],
  },
  {
    words:
      'owners create jo --tenant acme --kind person --role auditor --email Jo@example.com --plan team --max-keys 5',
    operation: 'createOwner',
    path: `${tenants}/acme/owners`,
    body: {
      ...{
        id: 'jo',
        name: null,
        plan: 'team',
        maxKeys: 5,
        kind: 'person',
        role: 'auditor',
        email: 'jo@example.com',
      },
      ...NO_LIMITS,
    },
    shows: [owner.id],
  },
  {
    words: 'owners update jo --tenant acme --name Jo --role auditor --plan team',
    operation: 'updateOwner',
    path: `${tenants}/acme/owners/jo`,
    body: { name: 'Jo', role: 'auditor', plan: 'team' },
    shows: [owner.id],
  },
  {
    words: 'owners update jo --tenant acme --max-keys 1000',
    operation: 'updateOwner',
    path: `${tenants}/acme/owners/jo`,
    body: { maxKeys: 1000 },
    shows: [owner.id],
  },
  {
    words: 'owners update jo --tenant acme --no-max-keys',
    operation: 'updateOwner',
    path: `${tenants}/acme/owners/jo`,
    body: { maxKeys: null },
    shows: [owner.id],
  },
  {
    words: 'owners update jo --tenant acme --clear-name --no-plan',
    operation: 'updateOwner',
    path: `${tenants}/acme/owners/jo`,
    body: { name: null, plan: null },
    shows: [owner.id],
  },
  {
    words: 'owners show team:a --tenant acme',
    operation: 'showOwner',
    path: `${tenants}/acme/owners/team:a`,
    shows: [owner.id, owner.uuid],
  },
  {
    words: 'owners list --tenant acme',
    operation: 'listOwners',
    path: `${tenants}/acme/owners`,
    shows: ['OWNER', 'team:a'],
  },
  {
    words: 'tenants suspend acme --yes',
    operation: 'suspendTenant',
    path: `${tenants}/acme/suspend`,
    shows: ['suspended'],
  },
  {
    words: 'tenants resume acme',
    operation: 'resumeTenant',
    path: `${tenants}/acme/resume`,
    shows: ['active'],
  },
  {
    words: 'owners deactivate team:a --tenant acme --yes',
    operation: 'deactivateOwner',
    path: `${tenants}/acme/owners/team:a/deactivate`,
    shows: ['deactivated'],
  },
  {
    words: 'owners reactivate team:a --tenant acme',
    operation: 'reactivateOwner',
    path: `${tenants}/acme/owners/team:a/reactivate`,
    shows: [owner.id, 'active'],
  },
  {
    words:
      'keys create --tenant acme --owner team:a --name deploy --permissions read,write --environment test ' +
      '--expires-in-days 30 --metadata {"plan":"free"} --unbound --end-sessions-with-key',
    operation: 'createKey',
    path: keys,
    body: {
      owner: 'team:a',
      name: 'deploy',
      permissions: ['read', 'write'],
      environment: 'test',
      expiresInSeconds: 2_592_000,
      metadata: { plan: 'free' },
      boundBy: 'none',
      endSessionsWithKey: true,
      ...NO_LIMITS,
    },
    shows: [key.id, `\n${VALUE}\n`],
  },
  {
    words: 'keys create --tenant acme --owner team:a --expires-at 2027-01-31T12:00:00+01:00',
    operation: 'createKey',
    path: keys,
    body: {
      owner: 'team:a',
      name: null,
      expiresAt: '2027-01-31T11:00:00.000Z',
      metadata: {},
      boundBy: 'owner',
      endSessionsWithKey: false,
      ...NO_LIMITS,
    },
    shows: [VALUE],
  },
  {
    words:
      'keys create --tenant acme --owner team:a --rate 6k/min --quota 1M/month ' +
      '--allow-addresses 192.0.2.0/24,2001:DB8::/32',
    operation: 'createKey',
    path: keys,
    body: {
      owner: 'team:a',
      name: null,
      metadata: {},
      boundBy: 'owner',
      endSessionsWithKey: false,
      limits: [
        {
          ...{ name: 'rate', kind: 'rate', onFailure: 'deny', leaseSeconds: null },
          ...{ requests: 6000, perSeconds: 60, burst: 6000 },
        },
        {
          ...{ name: 'quota', kind: 'quota', onFailure: 'deny', leaseSeconds: null, max: 1_000_000 },
          period: { unit: 'month', timeZone: 'UTC', day: 1 },
        },
      ],
      allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'],
    },
    shows: [VALUE],
  },
  {
    words: 'keys list --tenant acme',
    operation: 'listKeys',
    path: keys,
    shows: ['KEY', key.id, 'read,write', 'LAST USED'],
  },
  {
    words: `keys show ${key.id} --tenant acme`,
    operation: 'showKey',
    path: oneKey,
    shows: [key.hint, 'active', 'stay valid if it is deleted'],
  },
  {
    words: `keys renew ${key.id} --tenant acme`,
    operation: 'renewKey',
    path: `${oneKey}/renew`,
    body: {},
    shows: [key.id, `\n${VALUE}\n`],
  },
  {
    words: `keys replace ${key.id} --tenant acme --yes`,
    operation: 'replaceKey',
    path: `${oneKey}/replace`,
    body: {},
    shows: [key.id, `\n${VALUE}\n`],
  },
  {
    words: `keys update ${key.id} --tenant acme --name new --permissions read --metadata {}`,
    operation: 'updateKey',
    path: oneKey,
    body: { name: 'new', permissions: ['read'], metadata: {} },
    shows: [key.id],
  },
  {
    words: `keys update ${key.id} --tenant acme --clear-name --never-expires`,
    operation: 'updateKey',
    path: oneKey,
    body: { name: null, expiresAt: null },
    shows: [key.id],
  },
  {
    words: `keys update ${key.id} --tenant acme --end-sessions-with-key`,
    operation: 'updateKey',
    path: oneKey,
    body: { endSessionsWithKey: true },
    shows: [key.id],
  },
  {
    words: `keys update ${key.id} --tenant acme --no-end-sessions-with-key`,
    operation: 'updateKey',
    path: oneKey,
    body: { endSessionsWithKey: false },
    shows: [key.id],
  },
  {
    words: `keys disable ${key.id} --tenant acme`,
    operation: 'disableKey',
    path: `${oneKey}/disable`,
    shows: ['disabled'],
  },
  {
    words: `keys enable ${key.id} --tenant acme`,
    operation: 'enableKey',
    path: `${oneKey}/enable`,
    shows: ['active'],
  },
  {
    words: `keys delete ${key.id} --tenant acme`,
    operation: 'deleteKey',
    path: oneKey,
    shows: ['deleted', key.createdAt],
  },
  {
    words: `keys restore ${key.id} --tenant acme`,
    operation: 'restoreKey',
    path: `${oneKey}/restore`,
    shows: ['active'],
  },
  {
    words: `keys revoke ${key.id} --tenant acme --reason compromised --yes`,
    operation: 'revokeKey',
    path: `${oneKey}/revoke`,
    body: { reason: 'compromised', endSessions: true },
    shows: ['revoked', 'compromised'],
  },
  {
    words: `keys revoke ${key.id} 4aBcDeFgHiJk --tenant acme --reason superseded --yes`,
    operation: 'revokeKeys',
    path: `${keys}/revoke`,
    body: { keys: [{ id: key.id }, { id: '4aBcDeFgHiJk' }], reason: 'superseded', endSessions: true },
    shows: ['RESULT', key.id, 'revoked'],
  },
  {
    words: 'alarms status --tenant acme',
    operation: 'showTenantAlarms',
    path: `${tenants}/acme/alarms`,
    shows: ['CAUSE', 'keys-expiring', 'not rotated: 2', 'docs/runbooks/keys-expiring.md'],
  },
  {
    words: 'audit status --tenant acme',
    operation: 'showAuditChain',
    path: `${tenants}/acme/audit/chain`,
    shows: ['intact', '2027-01-31T12:00:00.000Z', 'none'],
  },
  {
    words: `sessions list --key ${key.id} --tenant acme`,
    operation: 'listKeySessions',
    path: `${oneKey}/sessions`,
    shows: ['SESSION', session.id, 'visitor-1'],
  },
  {
    words: `sessions end ${session.id} --key ${key.id} --tenant acme --yes`,
    operation: 'endKeySession',
    path: `${oneKey}/sessions/${session.id}/end`,
    shows: [session.id, 'ended'],
  },
  {
    words: `limits show --key ${key.id} --tenant acme`,
    operation: 'showKeyLimits',
    path: `${oneKey}/limits`,
    shows: ['LIMIT', 'credits', 'key', '970', '1000 credits'],
  },
  {
    words: 'limits show --owner team:a --tenant acme',
    operation: 'showOwnerLimits',
    path: `${tenants}/acme/owners/team:a/limits`,
    shows: ['970'],
  },
  {
    words: 'limits show --tenant acme',
    operation: 'showTenantLimits',
    path: `${tenants}/acme/limits`,
    shows: ['No limits.'],
  },
  {
    words: `limits reset credits --key ${key.id} --tenant acme`,
    operation: 'resetKeyLimit',
    path: `${oneKey}/reset-limit`,
    body: { limit: 'credits' },
    shows: ['970'],
  },
  {
    words: 'limits reset requests --tenant acme',
    operation: 'resetTenantLimit',
    path: `${tenants}/acme/reset-limit`,
    body: { limit: 'requests' },
    shows: ['970'],
  },
  {
    words: 'limits reset requests --owner team:a --tenant acme',
    operation: 'resetOwnerLimit',
    path: `${tenants}/acme/owners/team:a/reset-limit`,
    body: { limit: 'requests' },
    shows: ['970'],
  },
  {
    words: `credits add 5000 --key ${key.id} --tenant acme`,
    operation: 'addKeyCredits',
    path: `${oneKey}/credits`,
    body: { add: 5000, limit: 'credits' },
    shows: ['970'],
  },
  {
    words: 'credits add 5000 --owner team:a --name prepaid --tenant acme',
    operation: 'addOwnerCredits',
    path: `${tenants}/acme/owners/team:a/credits`,
    body: { add: 5000, limit: 'prepaid' },
    shows: ['970'],
  },
  {
    words: 'audit list --tenant acme',
    operation: 'listAuditEvents',
    path: `${tenants}/acme/audit`,
    shows: ['WHO', auditEvent.at, 'key.updated', `key ${key.id}`, 'iam ann', '192.0.2.1'],
  },
  {
    words: 'verify --tenant acme --permission read',
    operation: 'verify',
    path: `${tenants}/acme/verify`,
    body: { value: VALUE, permission: 'read' },
    shows: ['allowed', key.id],
  },
  {
    words: 'keys verify --tenant acme --permission read',
    operation: 'verifyBatch',
    path: `${tenants}/acme/keys/verify`,
    body: { values: [{ value: VALUE, permission: 'read' }] },
    shows: ['OUTCOME', 'allowed', key.id],
  },
  {
    words: 'alarms test',
    operation: 'testNotifications',
    path: '/admin/v1/alarms/test',
    body: undefined,
    shows: ['2027-01-31T12:00:00.000Z', 'test-notification'],
  },
  {
    words: 'alarms unmute',
    operation: 'unmutePages',
    path: '/admin/v1/alarms/unmute',
    body: {},
    shows: ['2027-01-31T12:00:00.000Z', 'within two minutes'],
  },
  {
    words: 'alarms mute --minutes 30 --yes',
    operation: 'mutePages',
    path: '/admin/v1/alarms/mute',
    body: { minutes: 30 },
    shows: ['2027-01-31T12:00:00.000Z'],
  },
];

it.each(COMMANDS)('postern $words', async ({ words, operation, path, body, shows }) => {
  const { transport, calls } = fakeApi();
  const { exitCode, stdout } = await runCli(words.split(' '), { transport, input: `${VALUE}\n` });
  expect(calls).toEqual([{ operation, path, query: expect.anything(), body }]);
  for (const text of shows) expect(stdout).toContain(text);
  expect(exitCode).toBe(0);
});

it.each(COMMANDS)('postern $words --json prints only the response body', async (command) => {
  const { words, operation } = command;
  const { transport } = fakeApi();
  const { exitCode, stdout } = await runCli([...words.split(' '), '--json'], { transport, input: VALUE });
  expect(JSON.parse(stdout)).toEqual(ANSWERS[operation]);
  expect(exitCode).toBe(0);
});

it.each(COMMANDS)(
  'postern $words: its help shows the default of each option from the schema',
  async (command) => {
    const { query, body } = adminRoutes[command.operation];
    const names = command.words
      .split(' ')
      .slice(0, /^(?:usage|access-log|verify|contract) /.test(command.words) ? 1 : 2);
    const { stdout } = await runCli([...names, '--help'], fakeApi());
    const help = stdout.replaceAll(/\s+/g, ' ');
    for (const schema of [query, body]) {
      const parsed = schema.safeParse({}).data ?? {};
      for (const [name, value] of Object.entries(parsed)) {
        const option = help.split(` --${name} <`)[1];
        if (option === undefined || typeof value === 'object') continue;
        expect(option.split(' --')[0]).toMatch(new RegExp(`default: "?${value}"?[ ,)]`));
      }
    }
  },
);

it('every operation has a command, except to look keys up and read chain links', () => {
  const reached = new Set<string>(COMMANDS.map(({ operation }) => operation));
  const missing = Object.keys(ANSWERS).filter((operation) => !reached.has(operation));
  expect(missing.sort()).toEqual(['findKey', 'listAuditLinks']);
});

it('uses the tenant of the local deployment without --tenant', async () => {
  const { transport, calls } = fakeApi();
  await runCli(['keys', 'revoke', key.id, '--yes'], { transport });
  expect(calls).toMatchObject([
    {
      path: `/admin/v1/tenants/demo/keys/${key.id}/revoke`,
      body: { reason: 'unspecified', endSessions: true },
    },
  ]);
});

it('shows the origin, derived keys and end of a key', async () => {
  const { transport } = fakeApi({
    showKey: {
      ...keyWithDescendants,
      status: 'deleted',
      deletion: { at: '2027-02-01T12:00:00.000Z', by: 'ann' },
      lineage: { predecessor: 'Predecessor1', parent: 'Parent123456' },
      successors: ['Successor123', 'Successor456'],
      children: ['Child1234567'],
    },
  });
  const { stdout } = await runCli(['keys', 'show', key.id], { transport });
  expect(stdout).toMatch(/^status +deleted$/m);
  expect(stdout).toMatch(/^deleted +2027-02-01T12:00:00.000Z by ann$/m);
  expect(stdout).toMatch(/^predecessor +Predecessor1$/m);
  expect(stdout).toMatch(/^parent +Parent123456$/m);
  expect(stdout).toMatch(/^successors +Successor123, Successor456$/m);
  expect(stdout).toMatch(/^children +Child1234567$/m);
});

it('lists keys of every status, with a dash for unused keys', async () => {
  const statuses = ['active', 'disabled', 'deleted', 'revoked'] as const;
  const { transport } = fakeApi({
    listKeys: { items: statuses.map((status) => ({ ...key, status })), next: null },
  });
  const { stdout } = await runCli(['keys', 'list'], { transport });
  for (const status of statuses) expect(stdout).toMatch(new RegExp(`${status} .*-$`, 'm'));
});

it.each([
  [true, /jo@example.com$/m],
  [false, /jo@example.com \(invited\)$/m],
])('distinguishes invited users who signed in (%s)', async (signedIn, shown) => {
  const { transport } = fakeApi({ createOwner: { ...owner, email: 'jo@example.com', signedIn } });
  const words = 'owners create jo --kind person --role developer --email jo@example.com';
  const { stdout } = await runCli(words.split(' '), { transport });
  expect(stdout).toMatch(shown);
});

it('a listing reports more results, and --all reads them', async () => {
  const second = { ...key, id: 'ZZZZZZZZZZZZ' };
  const { transport } = fakeApi({ listKeys: { items: [key], next: 'page-2' } });
  const one = await runCli(['keys', 'list', '--limit', '1'], { transport });
  expect(one.stderr).toContain('--all');

  const last = fakeApi({ listKeys: { items: [second], next: null } });
  const all = await runCli(['keys', 'list', '--all', '--json'], {
    transport: (request) => (request.query.cursor ? last.transport(request) : transport(request)),
  });
  expect(JSON.parse(all.stdout)).toEqual({ items: [key, second], next: null });
  expect(all.stderr).toBe('');
});

it.each([
  ['an exit code 1 for a denied value', 'expired', 1],
  ['an exit code 0 for an allowed one', 'allowed', 0],
] as const)('verify reports %s', async (_, outcome, exitCode) => {
  const { transport } = fakeApi({ verify: { outcome, key: null, permissions: null } });
  const ran = await runCli(['verify'], { transport, input: VALUE });
  expect(ran.stdout).toContain(outcome);
  expect(ran.exitCode).toBe(exitCode);
});

it.each([
  ['as it is', VALUE, VALUE],
  ['without one newline at its end', `${VALUE}\n`, VALUE],
  ['without one Windows newline at its end', `${VALUE}\r\n`, VALUE],
  ['with a second newline', `${VALUE}\n\n`, `${VALUE}\n`],
  ['with the spaces around it', ` ${VALUE} `, ` ${VALUE} `],
])('verify sends the content of standard input, %s', async (_, input, value) => {
  const { transport, calls } = fakeApi();
  await runCli(['verify'], { transport, input });
  expect(calls).toMatchObject([{ body: { value } }]);
});

it('keys verify decides on each line of standard input, and prints its line number in place of its value', async () => {
  const decision = (outcome: 'expired' | 'unknown') => ({ outcome, key: null, permissions: null });
  const { transport, calls } = fakeApi({
    verifyBatch: { decisions: [decision('expired'), decision('unknown')] },
  });
  const ran = await runCli(['keys', 'verify'], { transport, input: `${VALUE}\r\n\n another value \n` });
  expect(calls).toMatchObject([{ body: { values: [{ value: VALUE }, { value: ' another value ' }] } }]);
  expect(ran.stdout.split('\n').map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
    ['LINE', 'OUTCOME'],
    ['1', 'expired'],
    ['3', 'unknown'],
    [''],
  ]);
  expect(ran.exitCode).toBe(1);
});

it('keys verify sends at most 100 values in a request', async () => {
  const { transport, calls } = fakeApi();
  await runCli(['keys', 'verify'], { transport, input: `${VALUE}\n`.repeat(101) });
  const sizes = calls.map(({ body }) => z.object({ values: z.array(z.unknown()) }).parse(body).values.length);
  expect(sizes).toEqual([100, 1]);
});

it.each([
  ['no values', { input: '\n' }, 'No key values on stdin'],
  [
    'a line that is longer than any value',
    { input: `${VALUE}\n${'a'.repeat(4097)}` },
    'Line 2 of standard input',
  ],
  ['a line that is not UTF-8', { input: `${VALUE}\n\ufffd` }, 'Line 2 of standard input is not UTF-8'],
  ['a terminal, which would show them', { input: VALUE, terminal: true }, 'terminal'],
])('keys verify rejects %s and sends nothing', async (_, options, message) => {
  const { transport, calls } = fakeApi();
  const ran = await runCli(['keys', 'verify'], { transport, ...options });
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toContain(message);
  expect(ran.stderr).toContain('postern keys verify < file');
  expect(ran.stderr).not.toContain(VALUE);
  expect(calls).toEqual([]);
});

it('verify prompts for the value at a terminal and reads one line', async () => {
  const { transport, calls } = fakeApi();
  const { exitCode, stderr } = await runCli(['verify'], { transport, input: `${VALUE}\n`, terminal: true });
  expect(stderr).toContain('Paste the value');
  expect(calls).toMatchObject([{ body: { value: VALUE } }]);
  expect(exitCode).toBe(0);
});
