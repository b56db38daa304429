/** Returns the time in milliseconds since 1970-01-01T00:00:00.000Z. Injected, so that tests control it. */
export type Clock = () => number;

/** The latest timestamp of the API, whose years have four digits. */
export const LATEST_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Returns `count` cryptographically random bytes. Injected, so that tests control it. */
export type RandomBytes = (count: number) => Uint8Array;
