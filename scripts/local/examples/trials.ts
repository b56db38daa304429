import { defaultExample, plainExample } from './default.ts';
import { mindbridgeExample } from './mindbridge.ts';
import { mindhuntersExample } from './mindhunters.ts';
import { mindkeyExample } from './mindkey.ts';
import { mindsExample } from './minds.ts';
import { mindsetExample } from './mindset.ts';
import type { Example } from './trial.ts';

const TRIALS: ReadonlyMap<string, Example> = new Map(
  Object.entries({
    default: defaultExample,
    mindhunters: mindhuntersExample,
    mindset: mindsetExample,
    minds: mindsExample,
    mindkey: mindkeyExample,
    mindbridge: mindbridgeExample,
  }),
);

/** What there is to try of a profile, by its name: what all have where it brings nothing of its own. */
export function exampleOf(profile: string): Example {
  return TRIALS.get(profile) ?? plainExample;
}
