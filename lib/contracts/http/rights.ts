import type { Role } from '../../core/owners/owner.ts';
import { type AdminOperation, adminRoutes } from './admin.ts';
import { keySessionRoutes } from './key-sessions.ts';
import { keyRoutes } from './keys.ts';
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
  return [keyRoutes, keySessionRoutes, verifyRoutes].some((routes) => Object.hasOwn(routes, operation));
}
