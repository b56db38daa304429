import { type ProfileProps, parseProfile } from '../../contracts/profile-settings.ts';
import { PROFILES } from '../../core/profiles/catalogue.ts';
import { defaultProfile } from '../../core/profiles/default.ts';
import type { Profile } from '../../core/profiles/profile.ts';

function profileNamed(name: string = defaultProfile.name): Profile {
  const profile = PROFILES.get(name);
  if (profile) return profile;
  throw new Error(
    `Unknown profile '${name}'. Use one of: ${[...PROFILES.keys()].join(', ')}, or an object with the fields of your own profile.`,
  );
}

/** @throws Error with the allowed values if the name is unknown or a field of a custom profile is invalid */
export function profileFrom(setting: string | ProfileProps | undefined): Profile {
  return typeof setting === 'object' ? parseProfile(setting) : profileNamed(setting);
}
