import { alarmRoutes } from './alarms.ts';
import { auditRoutes } from './audit.ts';
import { budgetRoutes } from './budgets.ts';
import { keySessionRoutes } from './key-sessions.ts';
import { keyRoutes } from './keys.ts';
import { managedKeyRoutes } from './managed-keys.ts';
import { ownerRoutes } from './owners.ts';
import { reportRoutes } from './reports.ts';
import { tenantRoutes } from './tenants.ts';
import { usageRoutes } from './usage.ts';
import { verifyRoutes } from './verify.ts';

/**
 * Every route of the admin API, by operation. Each file of routes has a file of handlers with the same name in
 * `lambdas/control-api/routes`. A route without a handler does not compile.
 */
export const adminRoutes = {
  ...tenantRoutes,
  ...ownerRoutes,
  ...keyRoutes,
  ...keySessionRoutes,
  ...budgetRoutes,
  ...managedKeyRoutes,
  ...verifyRoutes,
  ...usageRoutes,
  ...reportRoutes,
  ...auditRoutes,
  ...alarmRoutes,
};

export type AdminOperation = keyof typeof adminRoutes;
export type AdminRoute<Operation extends AdminOperation> = (typeof adminRoutes)[Operation];

export const ADMIN_OPERATIONS: readonly AdminOperation[] = Object.keys(adminRoutes).filter(isAdminOperation);

export function isAdminOperation(name: string): name is AdminOperation {
  return Object.hasOwn(adminRoutes, name);
}
