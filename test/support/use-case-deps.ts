import { randomBytes } from 'node:crypto';
import { keyCodec } from '../../lib/core/keys/format.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Store } from '../../lib/core/store.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { NOON } from './entities.ts';

/** Time that a test moves by hand. */
export interface HandClock {
  nowMs: number;
}

/** What use cases work with, on `store`, at a time that stands still until the test moves it. */
export function useCaseDeps(store: Store, clock: HandClock = { nowMs: NOON }): UseCaseDeps {
  return {
    store,
    codec: keyCodec(defaultProfile.format),
    clock: () => clock.nowMs,
    random: (count) => randomBytes(count),
    // No wait: those who collide go on in step and collide as often as can be.
    pause: async () => {},
  };
}
