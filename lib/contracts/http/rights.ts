import type { Role } from '../../core/owners/owner.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { type AdminOperation, adminRoutes } from './admin.ts';
import type { ConsoleOperation } from './console.ts';
import { keySessionRoutes } from './key-sessions.ts';
import { keyRoutes } from './keys.ts';
import { managedKeyRoutes } from './managed-keys.ts';
import { verifyRoutes } from './verify.ts';

/** Routes on keys that are the app-admin's all the same: what somebody deleted comes back by their word alone. */
const APP_ADMIN_ALONE: readonly AdminOperation[] = ['restoreKey'];

/**
 * Whether a role may call an admin route: an app-admin everything, an auditor what only reads, a developer reads and
 * whatever is about keys. Of people on the console the profile bounds it further.
 */
export function mayCall(role: Role, operation: AdminOperation): boolean {
  if (role === 'app-admin' || adminRoutes[operation].method === 'GET') return true;
  return role === 'developer' && isAboutKeys(operation) && !APP_ADMIN_ALONE.includes(operation);
}

/** Whether a route reads or changes keys, or what was made with them. */
export function isAboutKeys(operation: AdminOperation): boolean {
  return [keyRoutes, keySessionRoutes, managedKeyRoutes, verifyRoutes].some((routes) =>
    Object.hasOwn(routes, operation),
  );
}

/** What of a tenant a person reaches with a route. */
export type Reach = 'all' | 'own-keys' | 'nothing';

/**
 * How far a role reaches on the console: everybody reads; keys are made, changed and ended by the roles that the
 * profile says (MH-10, MB-01), an app-admin's all of the tenant's, others' the own; the rest is the app-admin's.
 */
export function reachOf(
  role: Role,
  operation: ConsoleOperation,
  { keyManagers }: Pick<Profile, 'keyManagers'>,
): Reach {
  if (!mayCall(role, operation)) return 'nothing';
  if (!managesKeys(operation)) return 'all';
  if (!keyManagers.includes(role)) return 'nothing';
  return role === 'app-admin' ? 'all' : 'own-keys';
}

/** Trying a value changes nothing. */
function managesKeys(operation: AdminOperation): boolean {
  const isReading = adminRoutes[operation].method === 'GET' || Object.hasOwn(verifyRoutes, operation);
  return isAboutKeys(operation) && !isReading;
}
