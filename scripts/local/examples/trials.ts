import { defaultTrial, plainTrial } from './default.ts';
import { mindbridgeTrial } from './mindbridge.ts';
import { mindhuntersTrial } from './mindhunters.ts';
import { mindkeyTrial } from './mindkey.ts';
import { mindsTrial } from './minds.ts';
import { mindsetTrial } from './mindset.ts';
import type { Trial } from './trial.ts';

const TRIALS: ReadonlyMap<string, Trial> = new Map(
  Object.entries({
    default: defaultTrial,
    mindhunters: mindhuntersTrial,
    mindset: mindsetTrial,
    minds: mindsTrial,
    mindkey: mindkeyTrial,
    mindbridge: mindbridgeTrial,
  }),
);

/** What there is to try of a profile, by its name: what all have where it brings nothing of its own. */
export function trialOf(profile: string): Trial {
  return TRIALS.get(profile) ?? plainTrial;
}
