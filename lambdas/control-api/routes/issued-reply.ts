import type { RenewKeyResult } from '../../../lib/core/keys/renew.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { refusal, unknownPermission } from '../refusals.ts';
import { viewIssuedKey } from '../views.ts';

/** Answers whatever issues a key; the value is in this answer and nowhere else. */
export function issuedReply({ codecs, profile }: UseCaseDeps, tenant: string, result: RenewKeyResult) {
  switch (result.outcome) {
    case 'issued':
      return { body: viewIssuedKey(result.key, result.value) };
    case 'value-unavailable':
      return { ...refusal('value-unavailable'), key: { tenant, id: result.keyId } };
    case 'exceeds-role':
      return { ...refusal('exceeds-role'), detail: `Beyond the role: ${result.permissions.join(', ')}.` };
    case 'unknown-environment':
      return { ...refusal('unknown-environment'), detail: `Allowed: ${codecs.key.environments.join(', ')}.` };
    case 'unknown-permission':
      return unknownPermission(profile);
    case 'owner-kind-refused':
      return { ...refusal('owner-kind-refused'), detail: `Allowed: ${profile.owners.join(', ')}.` };
    default:
      return refusal(result.outcome);
  }
}
