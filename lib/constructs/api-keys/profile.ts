import { PROFILES } from '../../core/profiles/catalogue.ts';
import { defaultProfile } from '../../core/profiles/default.ts';
import type { Profile } from '../../core/profiles/profile.ts';

/** @throws Error that lists the profiles if there is none of that name */
export function profileNamed(name: string = defaultProfile.name): Profile {
  const profile = PROFILES.get(name);
  if (profile) return profile;
  throw new Error(`no profile is called '${name}'; allowed: ${[...PROFILES.keys()].join(', ')}`);
}
