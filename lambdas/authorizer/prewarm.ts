import { setTimeout } from 'node:timers/promises';
import type { KeyReader } from '../../lib/core/store.ts';

/** Never a valid key ID, because no format generates a hyphen. */
const NO_KEY = 'pre-warm';

/**
 * Reads once during initialization, when Lambda provides a full CPU. This opens the connection, loads the SDK's lazy
 * parts and warms the compiler. Times out after `withinMs` and never throws, because an error would fail every cold start.
 */
export async function prewarm(reader: KeyReader, withinMs: number): Promise<void> {
  const ended = new AbortController();
  await Promise.race([
    reader.readKey(NO_KEY).catch(() => undefined),
    setTimeout(withinMs, undefined, { signal: ended.signal }),
  ]);
  ended.abort();
}
