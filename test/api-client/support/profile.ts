import { viewProfile } from '../../../lambdas/public-api/profile.ts';
import type { KeyProfileView } from '../../../lib/contracts/http/profile.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

/** The key profile that a deployment of a profile publishes. */
export function contractOf(profile: Profile): KeyProfileView {
  return viewProfile(profile, profile.plans);
}
