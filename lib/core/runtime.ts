/** Tells the time as milliseconds since 1970-01-01T00:00:00.000Z. Passed in, so that tests own it. */
export type Clock = () => number;

/** Yields `count` cryptographically random bytes. Passed in, so that tests own it. */
export type RandomBytes = (count: number) => Uint8Array;
