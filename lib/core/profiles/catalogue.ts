import { defaultProfile } from './default.ts';
import type { Profile } from './profile.ts';

/** The profiles that a deployment can choose from, by name. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map(
  [defaultProfile].map((profile) => [profile.name, profile]),
);
