/** What must hold, as the most that a figure may be. The floor of a ratio is named in the figure's table. */
export const TARGETS = {
  load: 2.2,
  firstVerdict: 3.3,
  firstVerdictBesideSdk: 0.35,
  verify: 2.6,
  verifyLineReply: 6,
  bundleBytes: 200_000,
  bundleGzippedBytes: 70_000,
  readsUnbound: 1,
  readsBound: 2,
  roundTripsBound: 1,
  writes: 0,
  /** Growth of the heap over 100,000 calls, which leaves no room for even three bytes a call. */
  heapGrowthBytes: 262_144,
} as const;
