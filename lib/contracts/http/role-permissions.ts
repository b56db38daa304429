import type { Role } from '../../core/owners/owner.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import type { AdminOperation } from './admin.ts';
import type { ConsoleOperation } from './console.ts';

/**
 * What an admin operation does, as far as roles are concerned. `reads-keys`: its response tells of keys, their sessions
 * or their use; `tries-value`: it shows the key of a value; `governs`: it is for app-admins alone.
 */
type OperationKind = 'reads' | 'reads-keys' | 'tries-value' | 'manages-keys' | 'governs';

/** Every operation, so that a new route does not compile until its kind is decided. */
const KINDS: Readonly<Record<AdminOperation, OperationKind>> = {
  listTenants: 'reads',
  showTenant: 'reads',
  listOwners: 'reads',
  showOwner: 'reads',
  // Hashes and IDs of events, no content.
  listAuditLinks: 'reads',

  findKey: 'reads-keys',
  listKeys: 'reads-keys',
  showKey: 'reads-keys',
  listKeySessions: 'reads-keys',
  showKeyUsage: 'reads-keys',
  showTenantUsage: 'reads-keys',
  listAccessLog: 'reads-keys',
  listKeyAccessLog: 'reads-keys',
  listManagedKeys: 'reads-keys',
  showManagedKey: 'reads-keys',
  showRotations: 'reads-keys',
  listUpcomingRotations: 'reads-keys',
  listPolicyViolations: 'reads-keys',
  reportDormant: 'reads-keys',
  reportNeverUsed: 'reads-keys',
  reportExpiring: 'reads-keys',
  reportUnusedPermissions: 'reads-keys',
  reportDeactivatedOwners: 'reads-keys',
  // Events carry the settings of keys before and after.
  listAuditEvents: 'reads-keys',

  verify: 'tries-value',

  createKey: 'manages-keys',
  updateKey: 'manages-keys',
  disableKey: 'manages-keys',
  enableKey: 'manages-keys',
  deleteKey: 'manages-keys',
  renewKey: 'manages-keys',
  replaceKey: 'manages-keys',
  revokeKey: 'manages-keys',
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
  createOwner: 'governs',
  updateOwner: 'governs',
  reactivateOwner: 'governs',
  deactivateOwner: 'governs',
  restoreKey: 'governs',
  testNotifications: 'governs',
  mutePages: 'governs',
  unmutePages: 'governs',
};

/** What of a profile bounds the roles. */
export type RoleRules = Pick<Profile, 'keyManagers' | 'keyReaders'>;

/**
 * Whether a role may call an admin route, whether it belongs to a person on the console or is granted to an IAM
 * principal: the profile says which roles read keys (MB-01) and which manage them (MH-10, MS-11, MK-14).
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

/** What of a tenant a person reaches with a route. */
export type Reach = 'all' | Profile['developersManage'] | 'nothing';

/** How far a role reaches on the console: of the keys, an app-admin manages all and a developer some. */
export function reachOf(
  role: Role,
  operation: ConsoleOperation,
  profile: RoleRules & Pick<Profile, 'developersManage'>,
): Reach {
  if (!mayCall(role, operation, profile)) return 'nothing';
  return KINDS[operation] === 'manages-keys' && role !== 'app-admin' ? profile.developersManage : 'all';
}
