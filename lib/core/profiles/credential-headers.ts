import type { Profile } from './profile.ts';

/** The headers in which a profile accepts a credential, in lower case. */
export function credentialHeaders({
  credentialLocations,
}: Pick<Profile, 'credentialLocations'>): readonly string[] {
  return credentialLocations.map(({ header }) => header);
}

/**
 * The profile with credentials accepted only in these headers.
 *
 * @throws Error that lists the profile's headers if it does not accept a credential in one of these
 */
export function acceptingOnly(profile: Profile, headers: readonly string[]): Profile {
  const allowed = credentialHeaders(profile);
  const unknown = headers.find((header) => !allowed.includes(header));
  if (unknown !== undefined) {
    throw new Error(
      `the profile '${profile.name}' does not accept a credential in the header '${unknown}'; allowed: ${allowed.join(', ')}`,
    );
  }
  return {
    ...profile,
    credentialLocations: profile.credentialLocations.filter(({ header }) => headers.includes(header)),
  };
}
