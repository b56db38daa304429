import type { Role } from '../../core/owners/owner.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import type { AdminOperation } from './admin.ts';
import type { ConsoleOperation } from './console.ts';

/**
 * The access category of an admin operation. `reads-keys`: its response contains keys, their sessions or their use.
 * `tries-value`: its response contains the key of a value. `governs`: it is for app-admins only.
 */
type OperationKind = 'reads' | 'reads-keys' | 'tries-value' | 'manages-keys' | 'governs';

/** Contains every operation, so that a new route does not compile without a kind. */
const KINDS: Readonly<Record<AdminOperation, OperationKind>> = {
  listTenants: 'reads',
  showTenant: 'reads',
  listOwners: 'reads',
  showOwner: 'reads',
  showOwnerLimits: 'reads',
  // Hashes and IDs of events, no content.
  listAuditLinks: 'reads',
  // States and times of the chain, no content.
  showAuditChain: 'reads',

  findKey: 'reads-keys',
  listKeys: 'reads-keys',
  showKey: 'reads-keys',
  listKeySessions: 'reads-keys',
  showTenantAlarms: 'reads-keys',
  showKeyLimits: 'reads-keys',
  showTenantLimits: 'reads-keys',
  showKeyUsage: 'reads-keys',
  showTenantUsage: 'reads-keys',
  listAccessLog: 'reads-keys',
  listKeyAccessLog: 'reads-keys',
  summarizeAccessLog: 'reads-keys',
  summarizeKeyAccessLog: 'reads-keys',
  listManagedKeys: 'reads-keys',
  showManagedKey: 'reads-keys',
  showRotations: 'reads-keys',
  listUpcomingRotations: 'reads-keys',
  listPolicyViolations: 'reads-keys',
  reportDormant: 'reads-keys',
  reportNeverUsed: 'reads-keys',
  reportExpiring: 'reads-keys',
  reportSummary: 'reads-keys',
  reportUnusedPermissions: 'reads-keys',
  reportDeactivatedOwners: 'reads-keys',
  // Events carry the settings of keys before and after.
  listAuditEvents: 'reads-keys',

  verify: 'tries-value',
  verifyBatch: 'tries-value',

  createKey: 'manages-keys',
  updateKey: 'manages-keys',
  disableKey: 'manages-keys',
  enableKey: 'manages-keys',
  deleteKey: 'manages-keys',
  renewKey: 'manages-keys',
  replaceKey: 'manages-keys',
  revokeKey: 'manages-keys',
  revokeKeys: 'manages-keys',
  endKeySession: 'manages-keys',
  manageKey: 'manages-keys',
  updateManagedKey: 'manages-keys',
  unmanageKey: 'manages-keys',
  rotateKey: 'manages-keys',
  replaceManagedKey: 'manages-keys',
  rollBackKey: 'manages-keys',
  pauseRotation: 'manages-keys',
  resumeRotation: 'manages-keys',

  createTenant: 'governs',
  updateTenant: 'governs',
  suspendTenant: 'governs',
  resumeTenant: 'governs',
  createOwner: 'governs',
  updateOwner: 'governs',
  reactivateOwner: 'governs',
  deactivateOwner: 'governs',
  resetKeyLimit: 'governs',
  addKeyCredits: 'governs',
  resetOwnerLimit: 'governs',
  addOwnerCredits: 'governs',
  resetTenantLimit: 'governs',
  restoreKey: 'governs',
  testNotifications: 'governs',
  mutePages: 'governs',
  unmutePages: 'governs',
};

/** The role rules of a profile. */
export type RoleRules = Pick<Profile, 'keyManagers' | 'keyReaders'>;

/**
 * Whether a role may call an admin route, as a console user or as an IAM principal. The profile defines which roles
 * read keys (MB-01) and which roles manage them (MH-10, MS-11, MK-14).
 */
export function mayCall(role: Role, operation: AdminOperation, rules: RoleRules): boolean {
  switch (KINDS[operation]) {
    case 'reads':
      return true;
    case 'reads-keys':
      return rules.keyReaders.includes(role);
    case 'tries-value':
      return rules.keyReaders.includes(role) && role !== 'auditor';
    case 'manages-keys':
      return rules.keyManagers.includes(role);
    case 'governs':
      return role === 'app-admin';
  }
}

/** The resources of a tenant that a console user can access with a route. */
export const REACHES = ['all', 'own-keys', 'application-keys', 'nothing'] as const;
export type Reach = (typeof REACHES)[number];

/** The access of a role on the console. App-admins manage all keys; developers manage the keys that the profile allows. */
export function reachOf(
  role: Role,
  operation: ConsoleOperation,
  profile: RoleRules & Pick<Profile, 'developersManage'>,
): Reach {
  if (!mayCall(role, operation, profile)) return 'nothing';
  return KINDS[operation] === 'manages-keys' && role !== 'app-admin' ? profile.developersManage : 'all';
}
