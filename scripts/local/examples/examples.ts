import { defaultExample, plainExample } from './default.ts';
import type { Example } from './example.ts';
import { mindbridgeExample } from './mindbridge.ts';
import { mindhuntersExample } from './mindhunters.ts';
import { mindkeyExample } from './mindkey.ts';
import { mindsExample } from './minds.ts';
import { mindsetExample } from './mindset.ts';

const EXAMPLES: ReadonlyMap<string, Example> = new Map(
  Object.entries({
    default: defaultExample,
    mindhunters: mindhuntersExample,
    mindset: mindsetExample,
    minds: mindsExample,
    mindkey: mindkeyExample,
    mindbridge: mindbridgeExample,
  }),
);

/** Returns the example of a profile by name; the plain example if it has none. */
export function exampleOf(profile: string): Example {
  return EXAMPLES.get(profile) ?? plainExample;
}
