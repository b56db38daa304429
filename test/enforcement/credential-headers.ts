import type { Profile } from '../../lib/core/profiles/profile.ts';

/** The header by which a product takes a key, or a session in its place. */
export function credentialHeaders(
  { credentialLocations }: Profile,
  value: string,
): readonly [name: string, value: string][] {
  const [place] = credentialLocations;
  if (!place) return [];
  return [[place.header, place.scheme === null ? value : `${place.scheme} ${value}`]];
}
