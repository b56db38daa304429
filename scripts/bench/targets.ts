import { AUTHORIZER_BUDGET } from '../build/budget.ts';

/** Upper limits of the figures. The unit of a table names the baseline of its ratios. */
export const TARGETS = {
  load: 2.2,
  firstVerdict: 2.5,
  firstVerdictBesideSdk: 0.25,
  verify: 2.8,
  verifyLineReply: 8.5,
  bundleBytes: AUTHORIZER_BUDGET.bytes,
  bundleGzippedBytes: AUTHORIZER_BUDGET.gzippedBytes,
  readsUnbound: 1,
  readsBound: 2,
  roundTripsBound: 1,
  writes: 0,
  /** Own time of the first page of the key list, in milliseconds. */
  keyListMs: 500,
  /** Heap growth over 100,000 calls: less than three bytes per call. */
  heapGrowthBytes: 262_144,
} as const;
