import type { TimeSpan } from '../core/store.ts';
import { formatTimestamp } from '../core/timestamp.ts';

/** Milliseconds since 1970 as RFC 3339 in UTC with milliseconds. Never throws, even for invalid stored values. */
export function isoOf(ms: number): string;
export function isoOf(ms: number | null): string | null;
export function isoOf(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}

/** The inverse of `isoOf`, for timestamps that the contract has validated. */
export function msOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

/** The span between two optional timestamps that the contract has validated; its end is exclusive. */
export function timeSpan(from: string | undefined, to: string | undefined): TimeSpan {
  return {
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
}
