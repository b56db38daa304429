import { expect, it } from 'vitest';
import { ADMIN_OPERATIONS, type AdminOperation, adminRoutes } from '../../lib/contracts/http/admin.ts';
import { isConditional } from '../../lib/contracts/http/route.ts';
import { key, owner, problemResponse, session, tenant } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const COMMANDS: readonly (readonly [AdminOperation, string])[] = [
  ['updateTenant', `tenants update ${tenant.id} --name Acme`],
  ['updateOwner', `owners update ${owner.id} --tenant acme --name App`],
  ['suspendTenant', `tenants suspend ${tenant.id} --yes`],
  ['resumeTenant', `tenants resume ${tenant.id}`],
  ['deactivateOwner', `owners deactivate ${owner.id} --tenant acme --yes`],
  ['reactivateOwner', `owners reactivate ${owner.id} --tenant acme`],
  ['updateKey', `keys update ${key.id} --tenant acme --name nightly`],
  ['disableKey', `keys disable ${key.id} --tenant acme`],
  ['enableKey', `keys enable ${key.id} --tenant acme`],
  ['deleteKey', `keys delete ${key.id} --tenant acme`],
  ['restoreKey', `keys restore ${key.id} --tenant acme`],
  ['revokeKey', `keys revoke ${key.id} --tenant acme --yes`],
  ['endKeySession', `sessions end ${session.id} --key ${key.id} --tenant acme --yes`],
  ['updateManagedKey', `managed-keys update ${key.id} --tenant acme --on-demand`],
  ['pauseRotation', `managed-keys pause ${key.id} --tenant acme`],
  ['resumeRotation', `managed-keys resume ${key.id} --tenant acme`],
  ['unmanageKey', `managed-keys unmanage ${key.id} --tenant acme --yes`],
];

it('every conditional operation has a command', () => {
  const conditional = ADMIN_OPERATIONS.filter((each) => isConditional(adminRoutes[each]));
  expect(COMMANDS.map(([operation]) => operation).toSorted()).toEqual(conditional.toSorted());
});

it.each(COMMANDS)('%s is conditional with --if-version, and not without: %s', async (operation, words) => {
  const { transport, calls } = fakeApi();
  for (const options of [['--if-version', '3'], []]) {
    const { exitCode, stderr } = await runCli([...words.split(' '), ...options], { transport });
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  }
  const changes = calls.filter((each) => each.operation === operation);
  expect(changes.map(({ ifMatch }) => ifMatch)).toEqual(['"3"', undefined]);
});

it.each(['0', '-1', '03', '1.5', '"3"', '*', '', '9999999999999999'])(
  'rejects the version %j as a usage error without a request',
  async (version) => {
    const { transport, calls } = fakeApi();
    const words = ['keys', 'disable', key.id, '--tenant', 'acme', `--if-version=${version}`];
    const { exitCode, stderr } = await runCli(words, { transport });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Use the version of the resource, a whole number, for example 3.');
    expect(calls).toEqual([]);
  },
);

it('prints the next step for an outdated version', async () => {
  const detail = 'Expected version 3, the current version is 5. Read the resource again.';
  const { exitCode, stderr } = await runCli(
    ['keys', 'disable', key.id, '--tenant', 'acme', '--if-version', '3'],
    { transport: async () => problemResponse('version-mismatch', { detail }) },
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`Resource version does not match If-Match: ${detail} (version-mismatch)`);
  expect(stderr).toContain('--if-version');
});
