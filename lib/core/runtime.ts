/** Tells the time as milliseconds since 1970-01-01T00:00:00.000Z. Passed in, so that tests own it. */
export type Clock = () => number;

/** The latest instant that a timestamp of the API can express: its year has four digits. */
export const LATEST_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Yields `count` cryptographically random bytes. Passed in, so that tests own it. */
export type RandomBytes = (count: number) => Uint8Array;
