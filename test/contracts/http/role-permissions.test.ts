import { describe, expect, it } from 'vitest';
import { type ConsoleOperation, consoleRoutes } from '../../../lib/contracts/http/console.ts';
import { type Reach, reachOf } from '../../../lib/contracts/http/role-permissions.ts';
import { ROLES, type Role } from '../../../lib/core/owners/owner.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

/** The kind of each operation. It is repeated here, so that a new operation needs a decision on who can call it. */
const KINDS = {
  showTenant: 'reads',
  showAuditChain: 'reads',
  listOwners: 'reads',
  showOwner: 'reads',
  showOwnerLimits: 'reads',
  showTenantLimits: 'reads keys',
  showKeyLimits: 'reads keys',
  listKeys: 'reads keys',
  showTenantAlarms: 'reads keys',
  showKey: 'reads keys',
  listKeySessions: 'reads keys',
  showKeyUsage: 'reads keys',
  showTenantUsage: 'reads keys',
  listAccessLog: 'reads keys',
  summarizeAccessLog: 'reads keys',
  summarizeKeyAccessLog: 'reads keys',
  reportSummary: 'reads keys',
  listKeyAccessLog: 'reads keys',
  reportDormant: 'reads keys',
  reportNeverUsed: 'reads keys',
  reportExpiring: 'reads keys',
  reportUnusedPermissions: 'reads keys',
  reportDeactivatedOwners: 'reads keys',
  listAuditEvents: 'reads keys',
  listManagedKeys: 'reads keys',
  listUpcomingRotations: 'reads keys',
  listPolicyViolations: 'reads keys',
  showManagedKey: 'reads keys',
  showRotations: 'reads keys',
  updateTenant: 'manages the tenant',
  resetOwnerLimit: 'manages the tenant',
  addOwnerCredits: 'manages the tenant',
  resetTenantLimit: 'manages the tenant',
  resetKeyLimit: 'manages the tenant',
  addKeyCredits: 'manages the tenant',
  createOwner: 'manages the tenant',
  updateOwner: 'manages the tenant',
  deactivateOwner: 'manages the tenant',
  reactivateOwner: 'manages the tenant',
  restoreKey: 'manages the tenant',
  verify: 'verifies a value',
  verifyBatch: 'verifies a value',
  createKey: 'manages keys',
  updateKey: 'manages keys',
  disableKey: 'manages keys',
  enableKey: 'manages keys',
  deleteKey: 'manages keys',
  renewKey: 'manages keys',
  replaceKey: 'manages keys',
  revokeKey: 'manages keys',
  revokeKeys: 'manages keys',
  endKeySession: 'manages keys',
  manageKey: 'manages keys',
  updateManagedKey: 'manages keys',
  unmanageKey: 'manages keys',
  rotateKey: 'manages keys',
  replaceManagedKey: 'manages keys',
  rollBackKey: 'manages keys',
  pauseRotation: 'manages keys',
  resumeRotation: 'manages keys',
} as const satisfies Record<ConsoleOperation, string>;

function operationsThat(kind: (typeof KINDS)[ConsoleOperation]): ConsoleOperation[] {
  return operations.filter((operation) => KINDS[operation] === kind);
}

const operations = Object.keys(consoleRoutes).filter((name): name is ConsoleOperation =>
  Object.hasOwn(KINDS, name),
);

function reaches(role: Role, kind: (typeof KINDS)[ConsoleOperation], profile: Profile) {
  return [...new Set(operationsThat(kind).map((operation) => reachOf(role, operation, profile)))];
}

/** The roles that read keys, and the keys that developers manage, as documented (MB-01, MS-11, MK-14, MH-10). */
const DOCUMENTED: Readonly<Record<string, { readonly readers: readonly Role[]; readonly developer: Reach }>> =
  {
    default: { readers: ROLES, developer: 'own-keys' },
    mindhunters: { readers: ROLES, developer: 'application-keys' },
    mindset: { readers: ROLES, developer: 'nothing' },
    minds: { readers: ROLES, developer: 'own-keys' },
    mindkey: { readers: ROLES, developer: 'nothing' },
    mindbridge: { readers: ['app-admin'], developer: 'nothing' },
  };

describe.each([...PROFILES.values()])('on the console of $name', (profile) => {
  const documented = DOCUMENTED[profile.name];

  it.each(ROLES)('allows every role all reads except those of keys: %s', (role) => {
    expect(reaches(role, 'reads', profile)).toEqual(['all']);
  });

  it.each(ROLES)('permits only the documented roles to read keys and data about keys: %s', (role) => {
    expect(reaches(role, 'reads keys', profile)).toEqual([
      documented?.readers.includes(role) ? 'all' : 'nothing',
    ]);
  });

  it('allows an app-admin all operations on the keys of all owners', () => {
    for (const operation of operations) expect(reachOf('app-admin', operation, profile)).toBe('all');
  });

  it('allows a developer to manage only the documented keys', () => {
    expect(reaches('developer', 'manages keys', profile)).toEqual([documented?.developer]);
  });

  it('allows a developer to verify values only if developers read keys', () => {
    const reach = documented?.readers.includes('developer') ? 'all' : 'nothing';
    expect(reaches('developer', 'verifies a value', profile)).toEqual([reach]);
  });

  it.each(['developer', 'auditor'] as const)(
    'does not allow a role to change owners or the tenant: %s',
    (role) => {
      expect(reaches(role, 'manages the tenant', profile)).toEqual(['nothing']);
    },
  );

  it('does not allow an auditor to manage keys or to verify values', () => {
    expect(reaches('auditor', 'manages keys', profile)).toEqual(['nothing']);
    expect(reaches('auditor', 'verifies a value', profile)).toEqual(['nothing']);
  });

  it('allows every role that manages keys to read them', () => {
    expect(profile.keyManagers.filter((role) => !profile.keyReaders.includes(role))).toEqual([]);
  });
});
