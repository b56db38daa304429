import type { RenewKeyResult } from '../../../lib/core/keys/renew.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewIssuedKey } from '../views.ts';

/** What the routes that issue keys need. */
export type IssuingDeps = UseCaseDeps & Pick<ControlApiDeps, 'tenantSuspension'>;

type Rejected = Exclude<RenewKeyResult, { outcome: 'issued' }>;

/** The reply of every route that issues a key. Only this reply contains the value. */
export function issuedReply(deps: IssuingDeps, tenant: string, result: RenewKeyResult) {
  return result.outcome === 'issued'
    ? { body: viewIssuedKey(deps, result) }
    : notIssuedReply(deps, tenant, result);
}

/** Why no key was issued, and what is allowed. */
export function notIssuedReply({ codecs, profile }: UseCaseDeps, tenant: string, result: Rejected) {
  switch (result.outcome) {
    case 'value-unavailable':
      return { ...rejection('value-unavailable'), key: { tenant, id: result.keyId } };
    case 'exceeds-role':
      return {
        ...rejection('exceeds-role'),
        detail: `Permissions that exceed the role: ${result.permissions.join(', ')}.`,
      };
    case 'settings-out-of-bounds':
      return {
        ...rejection('settings-out-of-bounds'),
        detail: `Update the setting '${result.setting}' first.`,
      };
    case 'unknown-environment':
      return {
        ...rejection('unknown-environment'),
        detail: `Allowed: ${codecs.key.environments.join(', ')}.`,
      };
    case 'unknown-permission':
      return unknownPermission(profile);
    case 'owner-kind-not-allowed':
      return { ...rejection('owner-kind-not-allowed'), detail: `Allowed: ${profile.owners.join(', ')}.` };
    default:
      return rejection(result.outcome);
  }
}

/** The rejection of permissions outside a profile's vocabulary, with those that it allows. */
export function unknownPermission({ permissions }: Pick<Profile, 'permissions'>) {
  return { ...rejection('unknown-permission'), detail: `Allowed: ${(permissions ?? []).join(', ')}.` };
}
