import type { AccessEnvironment } from '../../lib/contracts/environment/access.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';

/** What a deployment passes to its authorizers and guards, with the default profile and no limits. */
export const ACCESS_SETTINGS: AccessEnvironment = {
  keyTable: 'keys',
  limitsTable: 'limits',
  profile: defaultProfile,
  plans: {},
  tenantLimits: [],
  tenantSuspension: false,
  costs: {},
  routes: {},
  trustedHost: 'domain-name',
  forwardedProto: false,
};
