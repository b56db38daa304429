import { defaultProfile } from './default.ts';
import { mindbridge } from './mindbridge.ts';
import { mindhunters } from './mindhunters.ts';
import { mindkey } from './mindkey.ts';
import { minds } from './minds.ts';
import { mindset } from './mindset.ts';
import type { Profile } from './profile.ts';

/** The available profiles, by name. To add a profile, create a file in this folder and add it to this list. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map(
  [defaultProfile, mindhunters, mindset, minds, mindkey, mindbridge].map((profile) => [
    profile.name,
    profile,
  ]),
);
