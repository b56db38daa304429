import type { KeySettings } from './key.ts';

/**
 * The creation time of a session or key that is created with this key. It is later than `compromisedUntilMs`, so that a
 * session or key of the new value is not revoked with those of the leaked value.
 */
export function derivedAtMs({ compromisedUntilMs }: KeySettings, nowMs: number): number {
  return compromisedUntilMs === undefined ? nowMs : Math.max(nowMs, compromisedUntilMs + 1);
}
