import { holderCosts, holderPermissions } from '../contracts/http/key-holder-routes.ts';
import { requirementOf } from '../core/access/permissions.ts';
import { type AccessCheck, type AccessCheckDeps, createAccessCheck } from './access-check.ts';

/** Makes the access check of Postern's own routes for key holders, which the function itself calls (decision 19). */
export function createKeyHolderCheck(
  deps: Omit<AccessCheckDeps, 'requirementFor' | 'costs' | 'forwardedProto' | 'via'>,
): AccessCheck {
  return createAccessCheck({
    ...deps,
    requirementFor: (method, route) => requirementOf(holderPermissions, method, route),
    costs: holderCosts,
    forwardedProto: false,
    via: 'guard',
  });
}
