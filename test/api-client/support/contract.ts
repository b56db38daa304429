import type { KeyContractView } from '../../../lib/contracts/http/contract.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

/** What a deployment of a profile says of its keys. */
export function contractOf(profile: Profile): KeyContractView {
  return {
    profile: profile.name,
    title: profile.title,
    credentials: [...profile.places],
    tenancy: profile.tenancy,
    environments: [...codecsOf(profile).key.environments],
    defaultEnvironment: profile.defaultEnvironment,
    defaultPermissions: [...profile.defaultPermissions],
    owners: [...profile.owners],
    keyManagers: [...profile.keyManagers],
    lifetime: { ...profile.lifetime },
    plans: Object.fromEntries(Object.entries(profile.plans).map(([name, limits]) => [name, { ...limits }])),
    policies: { ...profile.policies, warnBeforeExpiryDays: [...profile.policies.warnBeforeExpiryDays] },
    words: { ...profile.words, menu: [...profile.words.menu] },
  };
}
