/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function isoOf(ms: number): string;
export function isoOf(ms: number | null): string | null;
export function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** The reverse of `isoOf`, for texts that the contract has checked. */
export function msOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}
