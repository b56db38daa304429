import { randomBytes } from 'node:crypto';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { Store } from '../../lib/core/store.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { NOON } from './entities.ts';

/** Time that a test moves by hand. */
export interface HandClock {
  nowMs: number;
}

/** What use cases of a profile work with, on `store`, at a time that stands still until the test moves it. */
export function useCaseDeps(
  store: Store,
  clock: HandClock = { nowMs: NOON },
  profile: Profile = defaultProfile,
): UseCaseDeps {
  return {
    store,
    profile,
    codecs: codecsOf(profile),
    plans: profile.plans,
    clock: () => clock.nowMs,
    random: (count) => randomBytes(count),
    // No wait: those who collide go on in step and collide as often as can be.
    pause: async () => {},
  };
}
