import { randomBytes } from 'node:crypto';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { Store } from '../../lib/core/store.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { NOON } from './entities.ts';

/** A clock that a test sets. */
export interface HandClock {
  nowMs: number;
}

/** The dependencies of use cases on `store`, with a clock that only the test moves. */
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
    // Without a backoff, conflicting writers retry at the same time and conflict as often as possible.
    backoff: async () => {},
  };
}
