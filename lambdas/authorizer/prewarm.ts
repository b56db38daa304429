import { setTimeout } from 'node:timers/promises';
import type { KeyReader } from '../../lib/core/store.ts';

/** No format draws a hyphen: this names no key. */
const NO_KEY = 'pre-warm';

/**
 * Reads once while Lambda still lends a whole CPU: opens the connection, loads the SDK's lazy parts and warms
 * the compiler. Gives up after `withinMs` and never fails: a rejection here would make every cold start a 500.
 */
export async function prewarm(reader: KeyReader, withinMs: number): Promise<void> {
  const ended = new AbortController();
  await Promise.race([
    reader.readKey(NO_KEY).catch(() => undefined),
    setTimeout(withinMs, undefined, { signal: ended.signal }),
  ]);
  ended.abort();
}
