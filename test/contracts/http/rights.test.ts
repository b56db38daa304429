import { describe, expect, it } from 'vitest';
import { type ConsoleOperation, consoleRoutes } from '../../../lib/contracts/http/console.ts';
import { reachOf } from '../../../lib/contracts/http/rights.ts';
import { ROLES, type Role } from '../../../lib/core/owners/owner.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindbridge } from '../../../lib/core/profiles/mindbridge.ts';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';

/** What each operation is about, said here once more: a new one must be thought about. */
const KINDS = {
  showTenant: 'reads',
  listOwners: 'reads',
  showOwner: 'reads',
  listKeys: 'reads',
  showKey: 'reads',
  listKeySessions: 'reads',
  showKeyUsage: 'reads',
  showTenantUsage: 'reads',
  listAccessLog: 'reads',
  listKeyAccessLog: 'reads',
  reportDormant: 'reads',
  reportNeverUsed: 'reads',
  reportExpiring: 'reads',
  reportUnusedPermissions: 'reads',
  reportCutOffOwners: 'reads',
  listAuditEvents: 'reads',
  listManagedKeys: 'reads',
  planRotations: 'reads',
  reportPolicyBreaches: 'reads',
  showManagedKey: 'reads',
  showRotations: 'reads',
  changeTenant: 'governs',
  createOwner: 'governs',
  changeOwner: 'governs',
  cutOffOwner: 'governs',
  restoreKey: 'governs',
  verify: 'tries a value',
  createKey: 'manages keys',
  changeKey: 'manages keys',
  disableKey: 'manages keys',
  enableKey: 'manages keys',
  deleteKey: 'manages keys',
  renewKey: 'manages keys',
  replaceKey: 'manages keys',
  revokeKey: 'manages keys',
  endKeySession: 'manages keys',
  manageKey: 'manages keys',
  changeManagedKey: 'manages keys',
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

function reaches(role: Role, kind: (typeof KINDS)[ConsoleOperation], profile = defaultProfile) {
  return [...new Set(operationsThat(kind).map((operation) => reachOf(role, operation, profile)))];
}

describe.each([...PROFILES.values()])('on the console of $name', (profile) => {
  it.each(ROLES)('every role reads all of its tenant: %s', (role) => {
    expect(reaches(role, 'reads', profile)).toEqual(['all']);
  });

  it('an app-admin reaches everything of everybody', () => {
    for (const operation of operations) expect(reachOf('app-admin', operation, profile)).toBe('all');
  });

  it.each(['developer', 'auditor'] as const)('people and tenant are not for an %s to change', (role) => {
    expect(reaches(role, 'governs', profile)).toEqual(['nothing']);
  });

  it('an auditor changes nothing, and tries no values', () => {
    expect(reaches('auditor', 'manages keys', profile)).toEqual(['nothing']);
    expect(reaches('auditor', 'tries a value', profile)).toEqual(['nothing']);
  });
});

it('a developer manages their own keys (MH-10)', () => {
  expect(reaches('developer', 'manages keys', mindhunters)).toEqual(['own-keys']);
  expect(reaches('developer', 'manages keys')).toEqual(['own-keys']);
  expect(reaches('developer', 'tries a value')).toEqual(['all']);
});

it('an app-admin alone manages keys where the product says so (MB-01)', () => {
  expect(reaches('developer', 'manages keys', mindbridge)).toEqual(['nothing']);
  expect(reaches('app-admin', 'manages keys', mindbridge)).toEqual(['all']);
});
