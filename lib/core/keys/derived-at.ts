import type { KeySettings } from './key.ts';

/**
 * The creation time of a session or key that is created with this key. It is later than the time until which a leaked
 * value of the key counts, so that what is created with the new value is never taken for a creation with the leaked one.
 */
export function derivedAtMs({ compromisedUntilMs }: KeySettings, nowMs: number): number {
  return compromisedUntilMs === undefined ? nowMs : Math.max(nowMs, compromisedUntilMs + 1);
}
