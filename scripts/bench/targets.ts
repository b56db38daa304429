/** Upper limits of the figures. The unit of a table names the baseline of its ratios. */
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
  /** Heap growth over 100,000 calls: less than three bytes per call. */
  heapGrowthBytes: 262_144,
} as const;
